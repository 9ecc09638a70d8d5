"""Mistakes in the exercises of 10-clean-up."""

FAIR = 'dk.ps(all=True, filters={"label": "app=shop-fair"})'

MISTAKES = {
    "retire-old": [
        ('dk.stop("shop-old")', "still_there"),
        ('dk.rm(["shop-old", "shop-new"], force=True)', "too_much"),
        ('dk.stop(dk.ps(filters={"name": "shop-"})); dk.rm("shop-old")', "stopped_too_much"),
    ],
    "sweep-fair": [
        (
            'dk.rm(dk.ps(all=True, filters={"label": "app=shop-fair", "status": "exited"}))',
            "left_over",
        ),
        (f"dk.rm({FAIR}, force=True)", "too_much"),
        (
            f"boxes = {FAIR}; dk.stop(boxes); dk.rm(boxes[boxes['NAMES'] != 'shop-fair-web'])",
            "stopped_too_much",
        ),
    ],
    "free-promo": [
        ('dk.rm("shop-promo-test"); dk.rmi("shop-promo:1.0")', "names_left"),
        (
            'dk.rmi(["shop-promo:1.0", "shop-promo:event"], force=True)',
            ("container_left", "nameless"),
        ),
        ('dk.rmi("shop-promo:2.0")', "too_much"),
        (
            'dk.tag("shop-promo:2.0", "shop-promo:1.0"); dk.tag("shop-promo:2.0", "shop-promo:event")',
            "nameless",
        ),
    ],
}

ROUTES = {
    "retire-old": 'sh("docker rm -f shop-old")',
    "sweep-fair": 'dk.prune(filters={"label": "app=shop-fair"})',
    "free-promo": """
sh("docker container prune -f --filter label=course.docker.task=free-promo")
sh("docker rmi -f $(docker images -q shop-promo:event)")
""",
}
