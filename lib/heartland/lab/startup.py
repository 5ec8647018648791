"""Run by each Python that ``heartland lab`` starts: an edited theme takes effect in a kernel.

Before each cell the modules of ``heartland_themes`` whose files have changed are loaded anew by
IPython's own autoreload, which gives functions already imported their new code. All other modules
are left alone. It imports nothing of Heartland: a kernel may be of another environment.
"""


def _own_startup() -> None:
    """Run the file that the user has named in PYTHONSTARTUP, as Python would have."""
    import os
    from pathlib import Path

    path = os.environ.get("HEARTLAND_PYTHONSTARTUP", "")
    if path:
        code = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
        exec(code, globals())


def _reload_themes() -> None:
    """Let autoreload watch each theme from the cell on that imports it."""
    import sys

    shell = globals()["get_ipython"]()
    shell.run_line_magic("load_ext", "autoreload")
    shell.run_line_magic("autoreload", "explicit")
    reloader = shell.magics_manager.registry["AutoreloadMagics"]._reloader

    def watch_imported(*_: object) -> None:
        for name in list(sys.modules):
            if name.startswith("heartland_themes."):
                reloader.mark_module_reloadable(name)

    shell.events.register("post_run_cell", watch_imported)


try:
    _own_startup()
finally:
    if "get_ipython" in globals():  # not so where Python is started in a terminal of JupyterLab
        _reload_themes()
    del _own_startup, _reload_themes
