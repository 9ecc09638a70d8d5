"""The bars of a pull, in a notebook that a person looks at. No engine."""

from helpers import _progress


class Shell:
    """A notebook's shell, as far as the bars look at it."""

    kernel = object()


def test_bars_come_in_a_notebook_and_go(monkeypatch):
    """In a notebook each layer has a bar while it comes; at the end, and for recording, none."""
    import IPython
    from IPython import display

    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(content)

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr(display, "display", lambda box, display_id: shown.append(box) or Handle())
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    with _progress.Progress() as bars:
        bars.update(
            {"id": "a1", "status": "Downloading", "progressDetail": {"current": 5, "total": 10}}
        )
        bars.update({"id": "b2", "status": "Already exists"})
        assert [(bar.value, bar.max) for bar in bars.layer_bars.panel.children] == [(5, 10), (1, 1)]
        bars.update({"id": "a1", "status": "Pull complete", "progressDetail": {}})
        assert bars.layer_bars.panel.children[0].value == 10
    assert shown[1:] == [{"text/plain": ""}]
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    with _progress.Progress() as bars:
        bars.update({"id": "a1", "status": "Downloading"})
        assert bars.layer_bars is None
    assert len(shown) == 2
