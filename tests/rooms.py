"""The rooms of the library, and which of them each may import."""

LEAVES = {
    "errors",
    "context",
    "environment",
    "files",
    "git",
    "headlines",
    "markdown",
    "outputs",
    "sentences",
    "version",
}
MAY_IMPORT = {  # room of heartland: the rooms it may import, besides itself and the leaves
    "tables": set(),
    "notebooks": {"tables"},
    "stored_figures": {"tables", "notebooks"},
    "works": {"tables", "notebooks", "stored_figures"},
    "claim_wording": {"tables"},
    "claims": {"tables", "claim_wording"},
    "figures": {"tables"},
    "runs": {"tables", "notebooks"},
    "lab": {"tables", "notebooks", "figures", "runs"},
    "cli": {"tables", "notebooks", "figures", "runs", "lab", "stored_figures", "works"},
    "heartland_themes": {"tables", "claim_wording", "claims", "figures", "heartland_evidence"},
    "heartland_evidence": {
        "tables",
        "notebooks",
        "stored_figures",
        "works",
        "claim_wording",
        "claims",
        "figures",
        "runs",
        "cli",
    },
}
