"""The learner's own objects on a borrowed engine, put there with the real `docker`."""

import io
import tarfile

from helpers import engine
from tests.support.docker_program import docker
from tests.support.marked import remove_marked
from tests.support.snapshots import Snapshot, answer, of_objects

# What the engine itself changes in an image of the course to which the learner gave a name too.
CHANGES_IN_A_SHARED_IMAGE = ("RepoTags", "RepoDigests", "Metadata")
NO_NETWORK = ("--network", "none")
SLEEP = ("sleep", "100000")


class Bystanders:
    """Containers, images, volumes and networks of the learner's; their names begin with `mark`.

    Some belong to another learner's course, or to one with the engine's own data folder. Some
    have names that a learner's call of the course would choose too.
    """

    def __init__(self, mark: str, registry: str):
        """Choose the names."""
        self.mark = mark
        self.registry = registry
        self.containers = {
            name: f"{mark}-{name}"
            for name in ("web", "web2", "old", "new", "copy", "heir", "guest")
        }
        self.volumes = {name: f"{mark}-{name}" for name in ("web", "data")}
        self.networks = {name: f"{mark}-{name}" for name in ("web", "net")}
        self.own_images = {
            "own": f"{mark}-own:1",
            # A name in the course's registry, given by the learner.
            "inside": f"{registry}/library/{mark}-inside:1",
            # `docker commit` copies the course's label into this one.
            "commit": f"{mark}-commit:1",
            # Built on an image that dk.build made.
            "heir": f"{mark}-heir:1",
            "nameless": "",
        }
        # Images of the course to which the learner gave a name.
        self.shared_images = {"alias": f"{mark}-alias:1", "busy": f"{mark}-busy:1"}

    @property
    def base(self) -> str:
        """The image of the course's registry on which all of these stand."""
        return f"{self.registry}/library/busybox"

    def make(self) -> None:
        """Put all of them on the engine."""
        self._make_images()
        self._make_volumes_and_networks()
        self._commit_a_container_of_the_course()
        self._make_containers()
        for container in self.containers.values():
            docker("cp", "-", f"{container}:/", stdin=_archive("own/", f"own/{container}"))
        docker("pause", self.containers["web2"])
        docker("cp", "-", f"{self.containers['web']}:/data", stdin=_archive("precious"))
        docker("rmi", self._image_of_the_course(), self.base, check=False)

    def _image_of_the_course(self) -> str:
        return f"{self.registry}/library/{self.mark}-base"

    def _make_images(self) -> None:
        busy = self.shared_images["busy"]
        alias = self.shared_images["alias"]
        built = self._image_of_the_course()
        docker("pull", self.base)
        docker("tag", self.base, busy)
        _build(
            f"FROM {busy}\nENV A=b\nLABEL {engine.build_label()}=1", built
        )  # as dk.build labels it
        docker("tag", built, alias)
        _build(f"FROM {alias}\nENV B={self.mark}", self.own_images["heir"])
        _build(f"FROM {busy}\nENV C={self.mark}", self.own_images["own"])
        _build(f"FROM {busy}\nENV D={self.mark}", self.own_images["inside"])
        another_learner = f"{engine.LABEL}.build.other"
        self.own_images["nameless"] = _build(
            f"FROM {busy}\nENV E={self.mark}\nLABEL {another_learner}=1"
        )

    def _make_volumes_and_networks(self) -> None:
        docker("volume", "create", *_label("other"), self.volumes["web"])
        docker("volume", "create", *_label("1"), self.volumes["data"])
        docker("network", "create", "--internal", *_label("other"), self.networks["web"])
        docker("network", "create", "--internal", self.networks["net"])

    def _commit_a_container_of_the_course(self) -> None:
        container = f"{self.mark}-ours"
        image = self.shared_images["busy"]
        docker("create", "--name", container, "--label", engine.course_label(), image)
        docker("commit", container, self.own_images["commit"])
        docker("rm", container)

    def _make_containers(self) -> None:
        names = self.containers
        busy = self.shared_images["busy"]
        on_net = ("--network", self.networks["net"], "-v", f"{self.volumes['data']}:/data")
        no_label = ("--label", f"{engine.LABEL}=0")
        docker("run", "-d", "--name", names["web"], *on_net, busy, *SLEEP)
        docker("run", "-d", "--name", names["web2"], *NO_NETWORK, *_label("other"), busy, *SLEEP)
        docker("run", "--name", names["old"], *NO_NETWORK, *no_label, busy, "echo", "hello")
        docker("create", "--name", names["new"], *on_net, self.own_images["own"], *SLEEP)
        docker("run", "--name", names["copy"], *NO_NETWORK, self.own_images["commit"], "true")
        docker("create", "--name", names["heir"], *NO_NETWORK, self.own_images["heir"])
        docker("create", "--name", names["guest"], *NO_NETWORK, *_label("1"), self.base)

    def snapshot(self) -> Snapshot:
        """Describe each of them: what the engine knows, files byte for byte, what names mean."""
        found = of_objects(
            containers=self.containers.values(),
            volumes=self.volumes.values(),
            networks=self.networks.values(),
            images=self.own_images.values(),
        )
        for name in self.shared_images.values():
            image = answer(engine.client().api.inspect_image, name)
            for field in CHANGES_IN_A_SHARED_IMAGE:
                image.pop(field, None)
            found["image", name] = image
        return found

    def remove(self) -> None:
        """Remove all of them, and whatever else has a name that begins with the mark."""
        remove_marked(self.mark)
        docker("rmi", self.own_images["nameless"], check=False)


def _label(value: str) -> tuple[str, str]:
    return ("--label", f"{engine.LABEL}={value}")


def _build(recipe: str, tag: str = "") -> str:
    words = ("-t", tag) if tag else ()
    return docker("build", "-q", "--force-rm", *words, "-", stdin=recipe.encode())


def _archive(*paths: str) -> bytes:
    """Make a tar archive of folders (`own/`) and files with one line."""
    content = b"the learner's own\n"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in paths:
            member = tarfile.TarInfo(path.rstrip("/"))
            if path.endswith("/"):
                member.type = tarfile.DIRTYPE
                member.mode = 0o755
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()
