"""The entity by which a Backstage catalogue lists the API: what `catalog-info.yaml` holds."""

from __future__ import annotations

from codegen.catalogue.resolved import Catalogue
from codegen.catalogue.written import Json


def entity(catalogue: Catalogue) -> dict[str, Json]:
    """The AsyncAPI document beside it, as an API."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API",
        "metadata": {
            "name": catalogue.package.replace("_", "-"),
            "title": catalogue.title,
            "description": catalogue.description,
        },
        "spec": {
            "type": "asyncapi",
            "lifecycle": "production",
            # Backstage asks for one; whose it is, who takes it over says.
            "owner": "unknown",
            "definition": {"$text": "./asyncapi.yaml"},
        },
    }
