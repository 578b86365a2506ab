using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CdViz.Api.Description;

/// <summary>What may be sent: the schemas of the bodies, which no type of ours has, for a body is read as it comes. The specification's own schemas say more.</summary>
internal static class EventSchemas
{
    private const string CdEvent = "CDEvent";
    private const string CloudEvent = "CloudEvent";
    private const string Link = "PostedLink";

    /// <summary>The bodies of an operation, by media type; null for operations whose bodies are types of ours.</summary>
    public static IReadOnlyDictionary<string, IOpenApiSchema>? BodiesOf(string? operation, OpenApiDocument document)
    {
        switch (operation)
        {
            case "postCdEvents":
                document.AddComponent(CdEvent, Event());
                document.AddComponent(CloudEvent, Envelope(document));
                return new Dictionary<string, IOpenApiSchema>
                {
                    ["application/json"] = OneOrMany(CdEvent, document),
                    ["application/cloudevents+json"] = Of(CloudEvent, document),
                    ["application/cloudevents-batch+json"] = Many(CloudEvent, document),
                    ["application/x-ndjson"] = Lines("A CDEvent on each line."),
                };
            case "postLinks":
                document.AddComponent(Link, PostedLink());
                return new Dictionary<string, IOpenApiSchema> { ["application/json"] = OneOrMany(Link, document), ["application/x-ndjson"] = Lines("A link on each line.") };
            default:
                return null;
        }
    }

    /// <summary>The answer 200 to what may be one or many: one that was there before, or the counts of many.</summary>
    public static OpenApiSchema OneOrMany(OpenApiDocument document) =>
        new() { OneOf = [new OpenApiSchemaReference("ManyReceipt", document), new OpenApiSchemaReference("Receipt", document)] };

    private static OpenApiSchemaReference Of(string name, OpenApiDocument document) => new(name, document);

    private static OpenApiSchema Many(string name, OpenApiDocument document) => new() { Type = JsonSchemaType.Array, Items = Of(name, document) };

    private static OpenApiSchema OneOrMany(string name, OpenApiDocument document) => new() { OneOf = [Of(name, document), Many(name, document)] };

    private static OpenApiSchema Lines(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Event() => Object(
        "A CDEvent, as a release of its specification says (GET /catalogue lists them).",
        ["context", "subject"],
        ("context", Object(
            "Who says so, and when.",
            ["id", "source", "type", "timestamp"],
            ("specversion", Text("The release of the specification; 'version' until 0.4.", "0.5.1")),
            ("id", Text("Unique for the source; the event again is a duplicate.", "271069a8-fc18-44f1-b38f-9d70a1695819")),
            ("source", Text("A URI of who says so.", "https://ci.example.com/acme/shop", "uri-reference")),
            ("type", Text("dev.cdevents.<subject>.<predicate>.<version>, or dev.cdeventsx.… for a tool's own.", "dev.cdevents.service.deployed.0.3.0")),
            ("timestamp", Text("When it happened, with its offset.", "2026-01-31T09:30:00Z", "date-time")),
            ("chainId", Text("A UUID that the events of one delivery share.", "7ec2f1d0-4c0f-4d1b-9f62-4c8e0a1f6a77")),
            ("links", new OpenApiSchema { Type = JsonSchemaType.Array, Description = "How it belongs to other events.", Items = Open("A link.") }))),
        ("subject", Object(
            "What it is about.",
            ["id"],
            ("id", Text("Which one; of an artifact its purl.", "shop/checkout")),
            ("source", Text("Who names it so, where it is not context.source.", "https://ci.example.com/acme/shop", "uri-reference")),
            ("content", Open("What happened to it, as its type has it.")))),
        ("customData", new OpenApiSchema { Description = "Whatever the sender adds." }),
        ("customDataContentType", Text("Media type of customData.", "application/json")));

    private static OpenApiSchema Envelope(OpenApiDocument document) => Object(
        "A structured CloudEvent with a CDEvent as its data.",
        ["specversion", "id", "source", "type"],
        ("specversion", Text("Of CloudEvents.", "1.0")),
        ("id", Text("The CDEvent's.", "271069a8-fc18-44f1-b38f-9d70a1695819")),
        ("source", Text("The CDEvent's.", "https://ci.example.com/acme/shop", "uri-reference")),
        ("type", Text("The CDEvent's.", "dev.cdevents.service.deployed.0.3.0")),
        ("subject", Text("The CDEvent's subject.", "shop/checkout")),
        ("time", Text("The CDEvent's.", "2026-01-31T09:30:00Z", "date-time")),
        ("datacontenttype", Text("Media type of the data.", "application/json")),
        ("data", Of(CdEvent, document)),
        ("data_base64", Text("The CDEvent in base64, in place of data.", "e30=")));

    private static OpenApiSchema PostedLink() => Object(
        "A START, PATH, END or RELATION between events, as CDEvents has links.",
        [],
        ("linkType", Text("START, PATH, END or RELATION.", "RELATION")),
        ("linkKind", Text("Of a RELATION.", "TRIGGER")),
        ("chainId", Text("The chain it belongs to.", "7a0ce3ad-4a5c-4f0a-9b3a-0d5f2b1f7a11")),
        ("timestamp", Text("When it was made.", "2026-01-31T09:30:00Z", "date-time")));

    private static OpenApiSchema Text(string description, string example, string? format = null) =>
        new() { Type = JsonSchemaType.String, Format = format, Description = description, Examples = [JsonValue.Create(example)] };

    private static OpenApiSchema Open(string description) => new() { Type = JsonSchemaType.Object, Description = description, AdditionalProperties = new OpenApiSchema() };

    private static OpenApiSchema Object(string description, IEnumerable<string> required, params (string Name, IOpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Required = required.ToHashSet(),
        AdditionalProperties = new OpenApiSchema(),
        Properties = members.ToDictionary(member => member.Name, member => member.Schema),
    };
}
