"""Mistakes in the exercises of 01-why-docker."""

from tests.data.mistakes.mistake import Mistake

REPORT = '"dd if=/dev/zero of=/dev/null bs=64M count=1"'
AGAIN = f'dk.rm("shop-report"); dk.run("busybox", {REPORT}, name="shop-report"'
POD = 'dk.run("busybox", "sleep 3600", name="shop-pod", detach=True)'
FRONT = 'dk.run("nginx", name="shop-front", network="container:shop-pod", detach=True)'
PROBE = 'dk.run("busybox", "sleep 3600", name="shop-probe", detach=True'

MISTAKES = {
    "counter": [
        Mistake(
            'dk.run("busybox", name="shop-counter", hostname="counter", detach=True); '
            'dk.wait("shop-counter")',
            "exited",
        ),
        Mistake(
            'dk.run("busybox", "sleep 3600", name="shop-counter", detach=True)', "hostname_unset"
        ),
        Mistake(
            'dk.run("busybox", "sleep 3600", name="shop-counter", hostname="shop-counter", '
            "detach=True)",
            "wrong_hostname",
        ),
    ],
    "killed-report": [
        Mistake(AGAIN + ', memory="24m")', "killed_again"),
        Mistake(AGAIN + ")", "no_limit"),
        Mistake(AGAIN + ', memory="1g")', "too_much"),
        Mistake(
            'dk.rm("shop-report"); dk.run("busybox", "true", name="shop-report", memory="64m")',
            "wrong_command",
        ),
        Mistake('dk.rm("shop-report")', "removed"),
    ],
    "pod": [
        Mistake(f"{POD}; {FRONT}; {PROBE})", "not_shared"),
        Mistake(f"{POD}; {FRONT}", "no_container"),
        Mistake(
            'dk.run("nginx", name="shop-front", detach=True); '
            'shared = {"network": "container:shop-front"}; '
            'dk.run("busybox", "sleep 3600", name="shop-pod", detach=True, **shared); '
            'dk.run("busybox", "sleep 3600", name="shop-probe", detach=True, **shared)',
            "wrong_owner",
        ),
        Mistake(
            'dk.create("busybox", "sleep 3600", name="shop-pod", network="host"); '
            'dk.create("nginx", name="shop-front", network="host"); '
            'dk.create("busybox", "sleep 3600", name="shop-probe", network="host")',
            "on_host",
        ),
        Mistake(
            f'{POD}; {FRONT}; {PROBE}, network="container:shop-pod"); '
            'dk.exec("shop-front", "nginx -s stop")',
            "exited",
        ),
        Mistake(
            f"{POD}; "
            'dk.run("nginx", "sleep 3600", name="shop-front", network="container:shop-pod", '
            "detach=True); "
            f'{PROBE}, network="container:shop-pod")',
            "no_answer",
        ),
    ],
}

ROUTES = {
    "counter": [
        'sh("docker run -d --name shop-counter -h counter busybox tail -f /dev/null")',
    ],
    "killed-report": [
        """
sh("docker update --memory 80m --memory-swap 80m shop-report && docker start --attach shop-report")
""",
    ],
    "pod": [
        """
sh("docker run -d --name shop-pod busybox sleep 3600")
sh("docker run -d --name shop-front --network container:shop-pod nginx:latest")
sh("docker run -d --name shop-probe --network container:shop-pod busybox sleep 3600")
""",
    ],
}
