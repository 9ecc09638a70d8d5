"""Mistakes in the exercises of 10-clean-up."""

from tests.data.mistakes.mistake import Mistake

FAIR = 'dk.ps(all=True, filters={"label": "app=shop-fair"})'

MISTAKES = {
    "retire-old": [
        Mistake('dk.stop("shop-old")', "still_there"),
        Mistake('dk.rm(["shop-old", "shop-new"], force=True)', "too_much"),
        Mistake('dk.rm("shop-old", force=True); dk.restart("shop-new", time=0)', "restarted_too"),
        Mistake('dk.stop(dk.ps(filters={"name": "shop-"})); dk.rm("shop-old")', "stopped_too_much"),
    ],
    "sweep-fair": [
        Mistake(
            'dk.rm(dk.ps(all=True, filters={"label": "app=shop-fair", "status": "exited"}))',
            "left_over",
        ),
        Mistake(f"dk.rm({FAIR}, force=True)", "too_much"),
        Mistake(
            f"boxes = {FAIR}; dk.stop(boxes); dk.rm(boxes[boxes['NAMES'] != 'shop-fair-web'])",
            "stopped_too_much",
        ),
    ],
    "free-promo": [
        Mistake('dk.rm("shop-promo-test"); dk.rmi("shop-promo:1.0")', "names_left"),
        Mistake(
            'dk.rmi(["shop-promo:1.0", "shop-promo:event"], force=True)',
            ("container_left", "nameless"),
        ),
        Mistake('dk.rmi("shop-promo:2.0")', "too_much"),
        Mistake(
            'dk.tag("shop-promo:2.0", "shop-promo:1.0"); '
            'dk.tag("shop-promo:2.0", "shop-promo:event")',
            "nameless",
        ),
    ],
}

ROUTES = {
    "retire-old": [
        'sh("docker rm -f shop-old")',
    ],
    "sweep-fair": [
        'dk.prune(filters={"label": "app=shop-fair"})',
    ],
    "free-promo": [
        """
sh("docker container prune -f --filter label=course.docker.task=free-promo")
sh("docker rmi -f $(docker images -q shop-promo:event)")
""",
    ],
}
