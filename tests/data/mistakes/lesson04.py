"""Mistakes in the exercises of 04-tags."""

from tests.data.mistakes.mistake import Mistake

MISTAKES = {
    "give-tag": [
        Mistake(
            'dk.pull("nginx:1.26"); dk.pull("nginx:1.22"); dk.tag("nginx:1.22", "shop-web:1.0")',
            "not_same_image",
        ),
        Mistake('dk.pull("nginx:1.26"); dk.tag("nginx:1.26", "shop-web")', "no_version"),
    ],
    "roll-out": [
        Mistake('dk.tag("nginx:1.26", "shop-front:prod")', "container_old"),
        Mistake(
            'dk.tag("nginx:1.26", "shop-front:prod"); dk.restart("shop-front")', "container_old"
        ),
        Mistake(
            'dk.tag("nginx:1.26", "shop-front:prod"); dk.rm("shop-front", force=True)',
            "container_gone",
        ),
        Mistake(
            'dk.rm("shop-front", force=True); dk.run("nginx:1.26", name="shop-front", detach=True)',
            "name_old",
        ),
        Mistake('dk.rmi("shop-front:prod")', "name_gone"),
        Mistake('dk.pull("redis"); dk.tag("redis", "shop-front:prod")', "not_same_image"),
        Mistake(
            'dk.tag("nginx:1.26", "shop-front:prod"); dk.rm("shop-front", force=True)\n'
            'dk.create("shop-front:prod", name="shop-front")',
            "never_started",
        ),
        Mistake(
            'dk.tag("nginx:1.26", "shop-front:prod"); dk.rm("shop-front", force=True)\n'
            'dk.run("shop-front:prod", "sleep 3600", name="shop-front", detach=True)',
            "not_listening",
        ),
    ],
    "both-platforms": [
        Mistake(
            # by its digest: under the list's name the containerd store still has what another test
            # pulled
            'digests = dk.manifest("busybox").set_index("PLATFORM")["DIGEST"]\n'
            'one = "busybox@" + digests["linux/amd64"]\n'
            'dk.pull(one); dk.tag(one, "shop-tool:amd64"); dk.tag(one, "shop-tool:arm64")',
            "wrong_platform",
        ),
        Mistake(
            'dk.pull("busybox", platform="linux/arm64"); dk.tag("busybox", "shop-tool:arm64")',
            "one_missing",
        ),
        Mistake('dk.pull("debian"); dk.tag("debian", "shop-tool:amd64")', "not_busybox"),
    ],
}

ROUTES = {
    "give-tag": [
        (
            'sh("docker pull nginx:stable; docker tag nginx:stable shop-web:1.0; '
            'docker pull nginx:1.26")'
        ),
    ],
    "roll-out": [
        """
sh("docker tag nginx:1.26 shop-front:prod; docker rename shop-front shop-front-old")
sh("docker run -d --name shop-front nginx:1.26")
""",
    ],
    "both-platforms": [
        """
for platform, digest in dk.manifest("busybox").set_index("PLATFORM")["DIGEST"].items():
    dk.pull(f"busybox@{digest}")
    dk.tag(f"busybox@{digest}", f"shop-tool:{platform.split('/')[1]}")
""",
    ],
}
