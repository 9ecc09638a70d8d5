"""Mistakes in the exercises of 06-run."""

from tests.data.mistakes.mistake import Mistake

MISTAKES = {
    "run-web": [
        Mistake('dk.run("nginx", name="shop-web", detach=True)', "no_port"),
        Mistake(
            'dk.run("nginx", name="shop-web", publish="18600:8080", detach=True)', "wrong_port"
        ),
        Mistake(
            'dk.run("nginx", "false", name="shop-web", publish="18600:80", detach=True); '
            'dk.wait("shop-web")',
            "exited",
        ),
        Mistake('dk.create("nginx", name="shop-web", publish="18600:80")', "never_started"),
        Mistake('dk.run("nginx", name="shop-web", publish="80", detach=True)', "wrong_port"),
        Mistake(
            'dk.run("nginx:1.22", name="shop-web", publish="18600:80", detach=True)', "wrong_image"
        ),
        Mistake(
            'dk.run("nginx", "false", name="shop-web", publish="18600:80", restart="always", '
            "detach=True)",
            "restarting",
        ),
    ],
    "keep-alive": [
        Mistake(
            'dk.run("redis", name="shop-cache", restart="always", detach=True)', "wrong_policy"
        ),
        Mistake('dk.run("redis", name="shop-cache", detach=True)', "wrong_policy"),
        Mistake(
            'dk.run("nginx", name="shop-cache", restart="unless-stopped", detach=True)',
            "wrong_image",
        ),
        Mistake(
            'dk.run("redis", "sleep 3600", name="shop-cache", restart="unless-stopped", '
            "detach=True)",
            "not_listening",
        ),
    ],
    "give-up": [
        Mistake(
            'dk.run("busybox", "false", name="shop-job", restart="always", detach=True)',
            "wrong_policy",
        ),
        Mistake(
            'dk.run("busybox", "false", name="shop-job", restart="on-failure", detach=True)',
            "wrong_policy",
        ),
        Mistake(
            'dk.run("busybox", "true", name="shop-job", restart="on-failure:3")', "did_not_fail"
        ),
        Mistake(
            'dk.create("busybox", "false", name="shop-job", restart="on-failure:3")',
            "never_started",
        ),
        Mistake(
            'sh("docker run -d --name shop-job --restart on-failure:3 busybox fals || true")',
            "created",
        ),
    ],
}

ROUTES = {
    "run-web": [
        'sh("docker run -d --name shop-web -p 127.0.0.1:18600:80 nginx:latest")',
    ],
    "keep-alive": [
        'dk.create("redis", name="shop-cache", restart="unless-stopped"); dk.start("shop-cache")',
    ],
}
