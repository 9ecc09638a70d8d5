"""The course's images, without an engine: what is built, when it is built again, what stays."""

from dataclasses import replace

import pytest

from lab.base import files
from lab.engine.client import Engine
from lab.images import build, catalog, inventory, platforms, space, tidy
from lab.images.catalog import BUSYBOX, IMAGES
from lab.registry.client import Answer, Manifest, RegistryClient

ENGINE = Engine("unix:///there", "private")


class Registry(RegistryClient):
    """A registry that holds what it is given."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("127.0.0.1:1")
        self.held = {}

    def ask(self, *_, **__):
        """Answer each request for a body alike."""
        return Answer(200, {}, b"{}")

    def manifest(self, repository, reference):
        """The manifest that is held, if there is one."""
        return self.held.get((repository, reference))


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A registry that holds every image as it was built, and the records of their builds."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    registry = Registry()
    monkeypatch.setattr(inventory.server, "client", lambda: registry)
    for image in IMAGES.values():
        digest = f"sha256:{image.key}"
        for tag in image.tags:
            registry.held[image.repository, tag] = Manifest(digest, {})
        record = {"made_from": inventory.fingerprint(image), "digest": digest}
        files.write(inventory.record_file(image), record)
    for tag in platforms.JOINED:
        content = platforms.manifest_list(registry)
        registry.held[BUSYBOX, tag] = Manifest("sha256:list", content)
    return registry


def test_an_image_is_built_anew_when_a_file_of_it_changes(tmp_path, monkeypatch):
    """A change in the base's Dockerfile changes what nginx is made from, too."""
    before = inventory.fingerprint(catalog.NGINX)
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    monkeypatch.setitem(IMAGES, "debian", replace(catalog.DEBIAN, folder=tmp_path))
    assert inventory.fingerprint(catalog.NGINX) != before


@pytest.mark.parametrize(
    ("pushed", "built"), [(("library/nginx", "latest"), ["nginx"]), ((BUSYBOX, "1"), [])]
)
def test_an_image_that_was_pushed_over_is_built_anew(registry, pushed, built):
    """An image is as it was built only if each of its tags is; a name for two platforms, if it has
    both."""
    assert inventory.ready()
    registry.held[pushed] = Manifest("sha256:a-learner-s", {})
    assert not inventory.ready()
    steps = [step.name for step in build.steps(ENGINE, ())]
    assert [name for name in steps if name in IMAGES] == built
    assert "platforms" in steps


def test_where_all_is_built_there_is_no_step(registry):
    """A set-up with every image in the registry has nothing to build, to join or to tidy."""
    assert build.steps(ENGINE, ("services",)) == []


def test_what_is_built_on_an_image_waits_for_its_build_only(registry):
    """nginx-hello needs the built nginx and not its push; what removes all waits for each push."""
    del registry.held["library/nginx", "latest"], registry.held["academy/nginx-hello", "1.0"]
    steps = {step.name: step.needs for step in build.steps(ENGINE, ("services",))}
    assert steps["nginx"] == ("services",)
    assert steps["nginx pushed"] == ("nginx",)
    assert steps["nginx-hello"] == ("services", "nginx")
    assert set(steps["tidy"]) == {"services", "nginx pushed", "nginx-hello"}


BUILD_LOG = """\
$ docker build --force-rm
Step 1/4 : FROM debian AS made
 ---> 0123456789ab
Step 2/4 : RUN make
 ---> Using cache
 ---> 1111111111aa
Step 3/4 : RUN more
 ---> Running in 2222222222bb
 ---> 3333333333cc
Step 4/4 : COPY a b
 ---> 4444444444dd
Successfully built 4444444444dd
"""


def test_only_steps_that_the_build_made_are_removed():
    """Neither the image that FROM names nor a step from the cache is the build's; the last goes
    first."""
    assert tidy.step_images(BUILD_LOG) == ["4444444444dd", "3333333333cc"]


def test_podman_logs_its_steps_in_its_own_way():
    """Podman writes STEP, and an arrow without a space before it."""
    log = "STEP 1/2: FROM debian\nSTEP 2/2: RUN make\n--> 5555555555e\n"
    assert tidy.step_images(log) == ["5555555555e"]


def test_a_disk_that_is_too_full_is_said_before_a_build(monkeypatch, tmp_path):
    """With less than is needed the refusal says how much is free and what to set."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(space, "NEEDED", 10**9)
    with pytest.raises(space.SetupError, match=r"too full to build images: \d+ MB free.*needed"):
        space.require_space()
