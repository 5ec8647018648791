"""The rooms of the library, and which of them each may import."""

LEAVES = {
    "errors",
    "context",
    "environment",
    "files",
    "git",
    "markdown",
    "outputs",
    "sentences",
    "version",
}
MAY_IMPORT = {  # room: the rooms it may import, besides itself and the leaves
    "tables": set(),
    "notebooks": {"tables"},
    "providers": {"tables"},
    "claims": {"tables"},
    "checks": {"tables", "providers", "claims"},
    "lineage": {"tables"},
    "figures": {"tables"},
    "runs": {"tables", "notebooks"},
    "lab": {"tables", "notebooks", "figures", "runs"},
    "office": {"tables", "notebooks"},
    "cli": {
        "tables",
        "notebooks",
        "providers",
        "claims",
        "checks",
        "lineage",
        "figures",
        "runs",
        "lab",
        "office",
    },
    "heartland_themes": {"tables", "claims", "figures"},
}
