using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Translating;

/// <summary>Collects what a tool says, with the same context for all of it.</summary>
/// <param name="incoming">What came in.</param>
/// <param name="tool">Name of the tool; its details go into <c>customData</c> under it.</param>
/// <param name="source">context.source, unless the source's metadata say another.</param>
internal sealed class Told(Incoming incoming, string tool, string source)
{
    private readonly List<Statement> all = [];
    private readonly List<(string Name, string Value)> details = [];
    private readonly List<(string Kind, string Type, string Id)> links = [];
    private string? chain;

    /// <summary>The environment that the source's metadata name, or else another; an absolute path.</summary>
    public Reference Environment(string? otherwise = null)
    {
        var name = incoming.Said("environment") ?? otherwise ?? throw new NotTranslatedException(
            "It does not say in which environment this happened; set Metadata:environment of the source.");
        return new(name.StartsWith('/') || name.Contains("://", StringComparison.Ordinal) ? name : $"/{name}");
    }

    /// <summary>What the source says of all that comes from there, or null.</summary>
    public string? Said(string name) => incoming.Said(name);

    /// <summary>What is said from now on belongs to a chain; null for none.</summary>
    public Told InChain(string? id)
    {
        chain = id;
        return this;
    }

    /// <summary>Adds a detail of the tool's own to what is said from now on; nothing where there is none.</summary>
    public Told With(string name, string? value)
    {
        if (value is not null)
        {
            details.Add((name, value));
        }

        return this;
    }

    /// <summary>Links what is said from now on to another subject.</summary>
    public Told LinkedTo(string kind, string type, string? id)
    {
        if (id is not null)
        {
            links.Add((kind, type, id));
        }

        return this;
    }

    /// <summary>This happened.</summary>
    public Told Says(DateTimeOffset at, string subject, SubjectContent content) => Adds(new Statement.Fact(ContentId.Given(Event(at, subject, content))));

    /// <summary>Something of the tool's own happened.</summary>
    public Told Says(DateTimeOffset at, string subject, CustomEvent content, string type) =>
        Adds(new Statement.Fact(ContentId.Given(Event(at, subject, content) with { Type = type })));

    /// <summary>A service runs an artifact.</summary>
    public Told Runs(DateTimeOffset at, string service, Reference environment, string artifact, string? was = null, DateTimeOffset? firstAt = null) =>
        Adds(new Statement.Runs(ContentId.Given(Event(at, service, new ServiceDeployed { Environment = environment, ArtifactId = artifact })), was, firstAt));

    /// <summary>A service is not there any more.</summary>
    public Told Gone(DateTimeOffset at, string service, Reference environment, string? artifact = null) =>
        Adds(new Statement.Gone(ContentId.Given(Event(at, service, new ServiceRemoved { Environment = environment })), artifact));

    /// <summary>Something is ill.</summary>
    public Told Ill(DateTimeOffset at, string incident, IncidentDetected content) => Adds(new Statement.Ill(ContentId.Given(Event(at, incident, content))));

    /// <summary>Something is well.</summary>
    public Told Well(DateTimeOffset at, string incident, IncidentResolved content) => Adds(new Statement.Well(ContentId.Given(Event(at, incident, content))));

    /// <summary>All of it.</summary>
    /// <param name="why">Why there is nothing, where there is nothing.</param>
    public Translation Or(string why) => all.Count > 0 ? new Translation.Statements(all) : new Translation.Nothing(why);

    /// <summary>All of it, which is something.</summary>
    public static implicit operator Translation(Told told) => told.Or("There is nothing in it.");

    private Told Adds(Statement statement)
    {
        all.Add(statement);
        return this;
    }

    private CDEvent Event(DateTimeOffset at, string subject, SubjectContent content) =>
        new("0", incoming.Said("source") ?? source, at, subject, content) { ChainId = chain, CustomData = CustomData() };

    private JsonElement? CustomData()
    {
        if (details.Count is 0 && links.Count is 0 && !incoming.KeepBody)
        {
            return null;
        }

        var data = new JsonObject();
        if (incoming.KeepBody)
        {
            data[tool] = JsonNode.Parse(incoming.Json.Element.GetRawText());
        }
        else if (details.Count > 0)
        {
            data[tool] = new JsonObject(details.DistinctBy(detail => detail.Name).Select(detail => KeyValuePair.Create(detail.Name, (JsonNode?)detail.Value)));
        }

        if (links.Count > 0)
        {
            data["links"] = new JsonArray([.. links.Select(link => new JsonObject
            {
                ["linkkind"] = link.Kind,
                ["subject"] = new JsonObject { ["id"] = link.Id, ["type"] = link.Type },
            })]);
        }

        return JsonElement.Parse(data.ToJsonString());
    }
}
