"""Mistakes in the exercises of 05-layers."""

from tests.data.mistakes.mistake import Mistake

MISTAKES = {
    "to-a-file": [
        Mistake(
            'dk.pull("busybox"); dk.create("busybox", name="shop-x"); '
            'sh("docker export -o shop-tool.tar shop-x")',
            "no_manifest",
        ),
        Mistake('dk.pull("debian"); dk.save("debian", "shop-tool.tar")', "other_image"),
        Mistake(
            'dk.pull("busybox"); dk.save(dk.inspect("busybox", "Id")["VALUE"][0], "shop-tool.tar")',
            "no_name",
        ),
        Mistake('sh("echo busybox > shop-tool.tar")', "no_archive"),
        Mistake(
            'dk.pull("busybox"); dk.tag("busybox", "busybox:mine")\n'
            'dk.save("busybox:mine", "shop-tool.tar")',
            "no_name",
        ),
    ],
    "mark-affected": [
        Mistake('dk.tag("shop-page:1.0", "shop-page:rebuild")', "more_marks"),
        Mistake(
            'for name in ("shop-page", "shop-queue", "shop-probe"): dk.tag(f"{name}:1.0", '
            'f"{name}:rebuild")',
            "not_built_on_it",
        ),
        Mistake('dk.tag("debian", "shop-page:rebuild")', "not_same_image"),
        Mistake(
            'for name in ("shop-page", "shop-queue"): dk.tag(f"{name}:1.0", f"{name}:rebuild")\n'
            'dk.rmi("shop-page:1.0")',
            "first_name_gone",
        ),
    ],
    "still-inside": [
        Mistake(
            'sh("docker run --rm shop-leak:1.0 cat /etc/shop/token > shop-token.txt || true")',
            "empty",
        ),
        Mistake('sh("docker history --no-trunc shop-leak:1.0 > shop-token.txt")', "not_the_token"),
    ],
}

ROUTES = {
    "to-a-file": [
        'sh("docker pull busybox; docker save busybox > shop-tool.tar")',
        'dk.pull("busybox"); dk.save("busybox", "shop-tool.tar"); dk.rmi("busybox")',
    ],
    "mark-affected": [
        'sh("docker tag nginx shop-page:rebuild; docker tag redis shop-queue:rebuild")',
    ],
    "still-inside": [
        """
steps = "docker history --no-trunc --format '{{.ID}} {{.CreatedBy}}' shop-leak:1.0"
step = f"$({steps} | grep 'in /etc/shop/token' | cut -d ' ' -f 1)"
sh(f"docker run --rm {step} cat /etc/shop/token > shop-token.txt")
""",
    ],
}
