"""The data package in the words of Croissant, the vocabulary of MLCommons for datasets.

Everything is taken from data/datapackage.json and the schemas: a file becomes a FileObject with its
digest, a table a RecordSet, a column a Field, a foreign key a reference.
Specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from heartland import works
from heartland_site import references
from heartland_site.pages import Site

if TYPE_CHECKING:
    from heartland_site.dataset_pages import DatasetPage

Json = dict[str, Any]
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
PARQUET = "application/x-parquet"  # as readers of Croissant call it
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
}
CONTEXT: Json = {  # the one of the specification, which readers compare with
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def described(
    site: Site, datasets: Iterable["DatasetPage"], folder: str = "", parquet: str = ""
) -> Json:
    """Describe the data package.

    Rows are read from Parquet where there is some: readers of Croissant guess the types of a CSV,
    and make the number 10121 of the code 010121.

    Args:
        site: the site it is on.
        datasets: its tables.
        folder: where their CSV files are, seen from the description; "" for beside it.
        parquet: where their Parquet files are; "" for nowhere.
    """
    tables = list(datasets)
    with_parquet = bool(parquet) and all(table.parquet for table in tables)
    files = [csv_file(table, folder) for table in tables]
    if with_parquet:
        files += [parquet_file(table, parquet) for table in tables]
    collection = references.of_collection(site)
    creator = {"@type": "sc:Organization", "name": collection.author}
    package: Json = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": site.package["title"],
        "description": f"{site.package['description']} Single figures keep the terms of their "
        "sources, which the table of sources states.",
        "license": [licence["path"] for licence in site.package["licenses"]],
        "version": site.package["version"],
        "datePublished": site.package["created"][:10],
        "inLanguage": "en",
        "keywords": site.citation["keywords"],
        "creator": creator,
        "citeAs": works.in_form([collection], "bibtex").strip(),
        "distribution": files,
        "recordSet": [record_set(table, with_parquet) for table in tables],
    }
    if collection.url:
        package["url"] = collection.url
    return package


def csv_file(table: "DatasetPage", folder: str) -> Json:
    """Describe the CSV of a table."""
    path = table.entry["path"]
    content = (table.site.root / "data" / path).read_bytes()
    return file_object(table, folder, path, "text/csv", content)


def parquet_file(table: "DatasetPage", folder: str) -> Json:
    """Describe the Parquet of a table."""
    return file_object(table, folder, f"{table.name}.parquet", PARQUET, table.parquet)


def file_object(
    table: "DatasetPage", folder: str, name: str, media_type: str, content: bytes
) -> Json:
    """Describe a file of a table."""
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": table.entry["title"],
        "contentUrl": f"{folder}{name}",
        "contentSize": f"{len(content)} B",
        "encodingFormat": media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def record_set(table: "DatasetPage", with_parquet: bool) -> Json:
    """Describe the rows of a table."""
    file = f"{table.name}.parquet" if with_parquet else table.entry["path"]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.entry["description"],
        "key": [{"@id": f"{table.name}/{column}"} for column in table.schema["primaryKey"]],
        "field": [field(table, file, declared) for declared in table.schema["fields"]],
    }


def field(table: "DatasetPage", file: str, declared: Json) -> Json:
    """Describe a column of a table, which is read from a file."""
    name = declared["name"]
    described: Json = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{name}",
        "name": name,
        "description": declared["description"],
        "dataType": TYPES[declared["type"]],
        "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
    }
    for key in table.schema.get("foreignKeys", []):
        if key["fields"] == [name]:
            other = key["reference"]
            named = f"{other['resource']}/{other['fields'][0]}"
            described["references"] = {"field": {"@id": named}}
    return described
