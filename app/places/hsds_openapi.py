"""The description of the exchange that programs read (OpenAPI 3.1): exactly what is served here, by
the names that Open Referral gives it."""

from typing import Any

from app.places import hsds
from app.places.asking import LONGEST
from app.places.hsds_asked import ALL, FURTHEST, LAST_PAGE, MOST, USUAL

Told = dict[str, Any]
TEXT: Told = {"type": "string"}
UUID: Told = {"type": "string", "format": "uuid"}
LINK: Told = {"type": "string", "format": "uri"}
DAY: Told = {"type": "string", "format": "date"}
NUMBER: Told = {"type": "number"}
WHETHER: Told = {"type": "boolean"}
COUNT: Told = {"type": "integer", "minimum": 0}
PAGE = (
    "total_items",
    "total_pages",
    "page_number",
    "size",
    "first_page",
    "last_page",
    "empty",
    "contents",
)


def told(base: str, origin: str) -> Told:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fodfæste: steder og aktiviteter",
            "version": "1.0.0",
            "summary": "Places, and what happens there, as Open Referral (HSDS) tells it.",
            "description": (
                "Read only, open to all, without a key. Nothing of a citizen is in it. What nobody "
                "has said is left out. A place that is closed stays as 'defunct', so that whoever "
                "has copied it learns it; a search finds only what is open."
            ),
            "license": {"name": "Mozilla Public License 2.0", "identifier": "MPL-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "externalDocs": {"url": "https://docs.openreferral.org"},
        "servers": [{"url": f"{origin}{base}"}],
        "paths": _paths(),
        "components": {"parameters": _parameters(), "schemas": _schemas()},
    }


LIST = ("search", "page", "per_page", "format")
SERVICES = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")


def _paths() -> Told:
    return {
        "/": {"get": _get("getAPIMetaInformation", "What this is.", _ref("About"))},
        "/services": _list("Service", "services", *LIST, *SERVICES, "minimal", "full"),
        "/services/{id}": _one("getFullyNestedServiceById", "A service with all of it.", "Service"),
        "/organizations": _list("Organization", "organizations", *LIST, "full_service", "full"),
        "/organizations/{id}": _one(
            "getOrganizationById", "A place with all of it.", "Organization", "full_service"
        ),
        "/service_at_locations": _list(
            "ServiceAtLocation",
            "services where they are",
            *LIST,
            *SERVICES,
            "full",
            "postcode",
            "proximity",
        ),
        "/service_at_locations/{id}": _one(
            "getServiceAtLocationById", "A service where it is.", "ServiceAtLocation"
        ),
        "/taxonomies": _list("Taxonomy", "taxonomies", *LIST),
        "/taxonomies/{id}": _one("getTaxonomyById", "A list of words of ours.", "Taxonomy"),
        "/taxonomy_terms": _list(
            "TaxonomyTerm", "taxonomy terms", *LIST, "taxonomy_id", "top_only", "parent_id"
        ),
        "/taxonomy_terms/{id}": _one("getTaxonomyTermById", "One of the words.", "TaxonomyTerm"),
    }


def _list(schema: str, name: str, *parameters: str) -> Told:
    page = {
        "allOf": [_ref("Page")],
        "type": "object",
        "properties": {"contents": {"type": "array", "items": _ref(schema)}},
    }
    found = _get(f"getPaginatedListOf{schema}", f"A page of {name}.", page, "400")
    found["parameters"] = [{"$ref": f"#/components/parameters/{each}"} for each in parameters]
    return {"get": found}


def _one(operation: str, says: str, schema: str, *parameters: str) -> Told:
    codes = ("400", "404") if parameters else ("404",)
    found = _get(operation, says, _ref(schema), *codes)
    if parameters:
        found["parameters"] = [{"$ref": f"#/components/parameters/{each}"} for each in parameters]
    row = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    return {"parameters": [row], "get": found}


def _get(operation: str, says: str, schema: Told, *codes: str) -> Told:
    refused = {"400": "A parameter cannot be understood.", "404": "There is no such thing."}
    answers: Told = {"200": _answer(says, schema), "304": {"description": "As it was (ETag)."}}
    answers |= {code: _answer(refused[code], _ref("Refusal")) for code in codes}
    return {"operationId": operation, "summary": says, "responses": answers}


def _answer(says: str, schema: Told) -> Told:
    return {"description": says, "content": {"application/json": {"schema": schema}}}


def _ref(schema: str) -> Told:
    return {"$ref": f"#/components/schemas/{schema}"}


def _parameters() -> Told:
    whole = {"type": "integer", "minimum": 1}
    several = {"type": "array", "items": TEXT}
    told: dict[str, tuple[str, Told]] = {
        "search": (
            f"The same search as on the pages; the first {LONGEST} characters of it count.",
            TEXT,
        ),
        "page": ("Which page, from 1.", whole | {"maximum": LAST_PAGE, "default": 1}),
        "per_page": (
            f"Things on a page. No more than {MOST} are given, but with minimal.",
            whole | {"maximum": ALL, "default": USUAL},
        ),
        "format": ("Only json.", TEXT | {"enum": ["json"], "default": "json"}),
        "taxonomy_term_id": ("Services of which this term is said.", several),
        "taxonomy_id": ("Services of which a term of this taxonomy is said.", several),
        "organization_id": ("Services at this place.", several),
        "modified_after": (
            "What has changed since then, and in the minute it falls in; also what is closed.",
            TEXT | {"format": "date-time"},
        ),
        "minimal": ("Only which there are and when they changed, many to a page.", WHETHER),
        "full": ("Each with all of it.", WHETHER),
        "full_service": ("A place with all of its services.", WHETHER),
        "postcode": (
            "A Danish postcode: what lies there, or near its middle.",
            TEXT | {"pattern": "^[0-9]{4}$"},
        ),
        "proximity": (
            "Metres from the middle of the postcode; without one it means nothing.",
            {"type": "integer", "minimum": 0, "maximum": FURTHEST},
        ),
        "top_only": ("All terms are at the top.", WHETHER),
        "parent_id": ("No term has another above it, so nothing is listed.", TEXT),
    }
    return {
        name: {"name": name, "in": "query", "required": False, "description": says, "schema": kind}
        for name, (says, kind) in told.items()
    }


def _schemas() -> Told:
    return {
        "About": _object(
            "version profile openapi_url", version=TEXT, profile=LINK, openapi_url=LINK
        ),
        "Page": _object(
            " ".join(PAGE),
            **dict.fromkeys(PAGE[:4], COUNT),
            **dict.fromkeys(PAGE[4:7], WHETHER),
            contents={"type": "array"},
        ),
        "Refusal": _object(
            "error",
            error=_object("status says", status=COUNT, parameter=TEXT, says=TEXT),
        ),
        "Service": _object(
            "id name status",
            **dict.fromkeys(("name", "description", "fees_description"), TEXT),
            **{name: _some(kind) for name, kind in _PARTS.items()},
            id=UUID,
            organization_id=UUID,
            status=TEXT | {"enum": [hsds.ACTIVE, hsds.DEFUNCT]},
            url=LINK,
            email=TEXT | {"format": "email"},
            assured_date=DAY,
            last_modified=TEXT | {"format": "date-time"},
            modified_date=TEXT | {"format": "date-time"},
            organization=_ref("Organization"),
        ),
        "Organization": _object(
            "id name description",
            id=UUID,
            name=TEXT,
            description=TEXT,
            website=LINK,
            email=TEXT | {"format": "email"},
            phones=_some("Phone"),
            locations=_some("Location"),
            attributes=_some("Attribute"),
            services=_some("Service"),
        ),
        "ServiceAtLocation": _object(
            "id",
            id=UUID,
            service_id=UUID,
            location_id=UUID,
            location=_ref("Location"),
            service=_ref("Service"),
        ),
        "Location": _object(
            "id location_type",
            id=UUID,
            location_type=TEXT | {"enum": [hsds.PHYSICAL]},
            organization_id=UUID,
            name=TEXT,
            latitude=NUMBER,
            longitude=NUMBER,
            languages=_some("Language"),
            addresses=_some("Address"),
            accessibility=_some("Accessibility"),
        ),
        "Address": _object(
            "id address_1 city state_province postal_code country address_type",
            id=UUID,
            location_id=UUID,
            **dict.fromkeys(("address_1", "city", "state_province", "postal_code"), TEXT),
            country=TEXT | {"enum": [hsds.COUNTRY]},
            address_type=TEXT | {"enum": [hsds.PHYSICAL]},
        ),
        "Accessibility": _object("id", id=UUID, location_id=UUID, description=TEXT),
        "Phone": _object("id number", id=UUID, number=TEXT, organization_id=UUID, service_id=UUID),
        "Language": _object("id", id=UUID, code=TEXT, location_id=UUID, service_id=UUID),
        "CostOption": _object(
            "id",
            id=UUID,
            service_id=UUID,
            currency=TEXT | {"enum": [hsds.CURRENCY]},
            amount=NUMBER | {"minimum": 0},
        ),
        "Schedule": _object(
            "id",
            id=UUID,
            service_id=UUID,
            dtstart=DAY,
            until=DAY,
            timezone=NUMBER,
            freq=TEXT | {"enum": ["WEEKLY", "MONTHLY"]},
            interval=NUMBER | {"minimum": 1},
            count=NUMBER,
            byday=TEXT,
            opens_at=TEXT,
            closes_at=TEXT,
            attributes=_some("Attribute"),
        ),
        "Attribute": _object(
            "id",
            id=UUID,
            link_id=UUID,
            link_entity=TEXT,
            taxonomy_term_id=UUID,
            taxonomy_term=_ref("TaxonomyTerm"),
            value=TEXT,
            language=TEXT | {"description": "Ours: the language of a value in another language."},
        ),
        "Taxonomy": _object("id name description", id=UUID, name=TEXT, description=TEXT),
        "TaxonomyTerm": _object(
            "id name description",
            id=UUID,
            **dict.fromkeys(("code", "name", "description", "taxonomy", "language"), TEXT),
            taxonomy_id=UUID,
            taxonomy_detail=_ref("Taxonomy"),
        ),
    }  # fmt: skip


_PARTS = {
    "phones": "Phone",
    "schedules": "Schedule",
    "languages": "Language",
    "cost_options": "CostOption",
    "service_at_locations": "ServiceAtLocation",
    "attributes": "Attribute",
}


def _some(schema: str) -> Told:
    return {"type": "array", "items": _ref(schema)}


def _object(required: str, **properties: Told) -> Told:
    return {"type": "object", "required": required.split(), "properties": properties}
