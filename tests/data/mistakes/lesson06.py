"""Mistakes in the exercises of 06-run."""

MISTAKES = {
    "run-web": [
        ('dk.run("nginx", name="shop-web", detach=True)', "no_port"),
        ('dk.run("nginx", name="shop-web", publish="18600:8080", detach=True)', "wrong_port"),
        (
            'dk.run("nginx", "false", name="shop-web", publish="18600:80", detach=True); dk.wait("shop-web")',
            "exited",
        ),
        ('dk.create("nginx", name="shop-web", publish="18600:80")', "created"),
        ('dk.run("nginx:1.22", name="shop-web", publish="18600:80", detach=True)', "wrong_image"),
        (
            'dk.run("nginx", "false", name="shop-web", publish="18600:80", restart="always", detach=True)',
            "restarting",
        ),
    ],
    "keep-alive": [
        ('dk.run("redis", name="shop-cache", restart="always", detach=True)', "wrong_policy"),
        ('dk.run("redis", name="shop-cache", detach=True)', "wrong_policy"),
        (
            'dk.run("nginx", name="shop-cache", restart="unless-stopped", detach=True)',
            "wrong_image",
        ),
    ],
    "give-up": [
        (
            'dk.run("busybox", "false", name="shop-job", restart="always", detach=True)',
            "wrong_policy",
        ),
        (
            'dk.run("busybox", "false", name="shop-job", restart="on-failure", detach=True)',
            "wrong_policy",
        ),
        ('dk.run("busybox", "true", name="shop-job", restart="on-failure:3")', "did_not_fail"),
    ],
}

ROUTES = {
    "run-web": 'sh("docker run -d --name shop-web -p 127.0.0.1:18600:80 nginx:latest")',
    "keep-alive": 'dk.create("redis", name="shop-cache", restart="unless-stopped"); dk.start("shop-cache")',
}
