"""The desk of those who keep the evidence: rules, audits, ledger, lineage, providers, office forms.

``heartland`` never imports it; its commands join the group ``heartland`` as entry points.
"""
