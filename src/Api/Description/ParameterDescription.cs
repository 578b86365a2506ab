using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CdViz.Api.Description;

/// <summary>What the parameters mean; a name means the same wherever it is used.</summary>
internal static class ParameterDescription
{
    private static readonly Dictionary<string, (string Meaning, JsonNode Example, OpenApiSchema Schema)> All = new(StringComparer.Ordinal)
    {
        ["after"] = ("Only what comes after this position (in a stream: version).", 120, Whole(0)),
        ["alert"] = ("The alert: its name in the settings.", "production", Text()),
        ["artifact"] = ("The artifact: a purl with a tag or a digest, or a digest alone; percent-encoded.", "pkg:oci/cart?tag=1.4.0", Text()),
        ["artifactId"] = ("Only what made this artifact: its id as reported.", "pkg:oci/cart?tag=1.4.0", Text()),
        ["at"] = ("An instant.", "2026-01-31T09:30:00Z", Time()),
        ["before"] = ("Only what comes before this position, the latest first.", 120, Whole(1)),
        ["bucket"] = ("Also period by period: day, week, month or year.", "week", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["day", "week", "month", "year"] }),
        ["chain"] = ("Only events of this chain (context.chainId).", "7ec2f1d0-4c0f-4d1b-9f62-4c8e0a1f6a77", Text()),
        ["chainId"] = ("The chain: context.chainId of its events.", "7a0ce3ad-4a5c-4f0a-9b3a-0d5f2b1f7a11", Text()),
        ["cursor"] = ("The 'cursor' of an earlier page: what comes after it.", "NjM5MDEgcnVu", Text()),
        ["definition"] = ("What the metrics are counted by: its name, or name@version; what is to be otherwise may follow, ;member=value.", "dora", Text()),
        ["door"] = ("Only what came in this way: http.", "http", Text()),
        ["entry"] = ("The entry's number, 'quarantineId' in the answers to posts.", 17, Whole(1)),
        ["environment"] = ("Only this environment: its id.", "production", Text()),
        ["environmentSource"] = ("Only environments that events give this source, where several have one id.", "https://eu.example.com", Text()),
        ["serviceSource"] = ("Only services that events give this source, where several have one id.", "/team-a", Text()),
        ["predicate"] = ("Only events for which this JavaScript function of the event gives true.", "e => e.subject.id != 'x'", Text()),
        ["environments"] = ("Only events about these environments: ids with commas between them, * for any text.", "production,pro-*", Text()),
        ["from"] = ("Only what happened at or after this instant.", "2026-01-01T00:00:00Z", Time()),
        ["id"] = ("The stream: 'subject type|subject source|subject id'.", "pipelinerun|/ci|run-17", Text()),
        ["keep"] = ("Build the generation, but do not switch to it.", false, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }),
        ["kind"] = ("Cases or suites.", "case", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["case", "suite"] }),
        ["known"] = ("As it was known then: only what was recorded up to this time counts; metrics take a position of the log too.", "2026-02-01T00:00:00Z", Text()),
        ["label"] = ("What stands on the left; the environment when left out.", "production", Text()),
        ["lenient"] = (
            "Let violations of the content pass as warnings, whoever sent it.", false, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }),
        ["limit"] = ("How many items a page may have; 100 when left out.", 100, Whole(1, QueryRules.MaxLimit)),
        ["metric"] = ("deployment_frequency, lead_time, change_failure_rate, time_to_restore or rework_rate.", "change_failure_rate", Text()),
        ["name"] = ("Only this name.", "checkout", Text()),
        ["other"] = ("The definition to compare with.", "devlake", Text()),
        ["outcome"] = (
            "Only this outcome: success, failure, cancel, error; for tests also skipped; for changes, incidents and tickets open, or how they ended.",
            "failure", Text()),
        ["outputType"] = ("Only outputs of this type: report, video, image, log …", "report", Text()),
        ["pipelineRunId"] = ("Only task runs of this pipeline run.", "run-17", Text()),
        ["position"] = ("Place in the whole log.", 120, Whole(1)),
        ["reason"] = (
            "Only what is there for this reason.", "unknown-type",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. QuarantineReason.All.Select(reason => (JsonNode)reason)] }),
        ["report"] = ("The report year whose bands are given.", "2023", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["2021", "2023", "2024"] }),
        ["repository"] = ("Only this repository: its id.", "acme/shop", Text()),
        ["service"] = ("Only this service: its id.", "shop/checkout", Text()),
        ["source"] = ("Only what this source reports.", "https://ci.example.com/acme/shop", Text()),
        ["state"] = (
            "Only what is in this state; open when left out.", "open",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["open", "redriven", "all"], Default = "open" }),
        ["subject"] = ("Only events about the subject with this id.", "run-17", Text()),
        ["subjects"] = ("Only events about these subjects: ids with commas between them, * for any text.", "shop/*", Text()),
        ["suiteRunId"] = ("Only case runs of this suite run.", "suite-9", Text()),
        ["team"] = ("Only services of this team.", "shop", Text()),
        ["testCaseRunId"] = ("Only what this case run left behind.", "case-9", Text()),
        ["to"] = ("Only what happened before this instant.", "2026-02-01T00:00:00Z", Time()),
        ["tz"] = ("Time zone of the periods, by its name in the IANA database; UTC when left out.", "Europe/Berlin", Text()),
        ["type"] = ("Only this type: its name in the log, or context.type without version.", "dev.cdevents.pipelinerun.started", Text()),
        ["types"] = ("Only these types: context.type with or without version, or names in the log, with commas between them, * for any text.", "dev.cdevents.service.*", Text()),
        ["webhook"] = ("The source: its name in the settings.", "github", Text()),
        ["until"] = ("Until when.", "2026-02-01T08:00:00Z", Time()),
        ["why"] = ("Why, in words; kept with it.", "maintenance", Text()),
        ["wait"] = ("Answer when the read table contains the log up to this position, such as the CdViz-Position of an answer to a post; after 4 s 503.", 120, Whole(0)),
        ["with"] = ("The environment to compare with: its id.", "staging", Text()),
        ["workers"] = ("How many workers fold at once; one for every two processors when left out.", 2, Whole(1, 64)),
    };

    /// <summary>What a parameter means, and what is allowed.</summary>
    /// <exception cref="KeyNotFoundException">Nobody has said what the parameter means.</exception>
    public static (string Meaning, OpenApiSchema Schema) Of(string name, Type query)
    {
        var (meaning, _, schema) = query == typeof(AuditEndpoint.Query) && OfTheAudit.TryGetValue(name, out var own) ? own : All[name];
        return (meaning, schema);
    }

    private static readonly Dictionary<string, (string Meaning, JsonNode Example, OpenApiSchema Schema)> OfReports = new(StringComparer.Ordinal)
    {
        ["artifact"] = ("The artifact that was tested: its id.", "pkg:oci/cart?tag=1.4.0", Text()),
        ["environment"] = ("Where it ran; /test when left out.", "/test", Text()),
        ["format"] = ("The format of the report.", "junit", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["junit", "tap", "sarif", "trx", "ctest"] }),
        ["pipelineRun"] = ("The pipeline run it was part of: its id.", "run-17", Text()),
        ["run"] = ("What names this run of the tests; the ids of suite runs begin with it.", "https://ci.example.com/acme/shop/17", Text()),
        ["source"] = ("Who says it: context.source of the events.", "https://ci.example.com/acme/shop", Text()),
        ["suite"] = ("What names the suite; the name that the report gives follows it.", "unit", Text()),
    };

    private static readonly Dictionary<string, (string Meaning, JsonNode Example, OpenApiSchema Schema)> OfTheAudit = new(StringComparer.Ordinal)
    {
        ["action"] = ("Only this action: method and route of a request, or a command.", "POST /projections/{name}/rebuild", Text()),
        ["actor"] = ("Only what this token, or login, did: its name.", "alice", Text()),
        ["from"] = ("Only what began at or after this instant.", "2026-01-01T00:00:00Z", Time()),
        ["to"] = ("Only what began before this instant.", "2026-02-01T00:00:00Z", Time()),
        ["outcome"] = (
            "Only what came to this.", AuditOutcome.Refused, new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. AuditOutcome.All.Select(word => (JsonNode)word)] }),
    };

    private static readonly Dictionary<string, (string Meaning, JsonNode Example, OpenApiSchema Schema)> OfTheInbox = new(StringComparer.Ordinal)
    {
        ["id"] = ("The entry's number, 'inboxId' in the answers to posts.", 17, Whole(1)),
        ["from"] = ("Only what came in at or after this instant.", "2026-01-01T00:00:00Z", Time()),
        ["to"] = ("Only what came in before this instant.", "2026-02-01T00:00:00Z", Time()),
        ["source"] = ("Only what came from this source of the settings.", "github", Text()),
        ["state"] = (
            "Only what is in this state.", InboxState.Failed, new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. InboxState.All.Select(state => (JsonNode)state)] }),
        ["translator"] = ("Only what this translator has translated.", "github", Text()),
    };

    private static readonly Dictionary<string, (string Meaning, JsonNode Example, OpenApiSchema Schema)> OfSubscriptions = new(StringComparer.Ordinal)
    {
        ["name"] = ("The subscription's name.", "chat", Text()),
        ["position"] = ("Position of the event.", 120, Whole(1)),
        ["to"] = ($"Where to go on: {SubscriptionStart.Allowed}; after a position, with a time.", "beginning", Text()),
    };

    /// <summary>Writes the meaning into the description of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">Nobody has said what the parameter means.</exception>
    public static void Complete(OpenApiParameter parameter, string? operation)
    {
        parameter.Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        (parameter.Description, var example, parameter.Schema) =
            (operation is "postReport" && OfReports.TryGetValue(parameter.Name, out var own))
            || (operation is "getAudit" && OfTheAudit.TryGetValue(parameter.Name, out own))
            || (operation?.Contains("Subscription", StringComparison.Ordinal) is true && OfSubscriptions.TryGetValue(parameter.Name, out own))
            || (operation?.Contains("Inbox", StringComparison.Ordinal) is true && OfTheInbox.TryGetValue(parameter.Name, out own)) ? own : All[parameter.Name];
        parameter.Example = example.DeepClone();
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Time() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    private static OpenApiSchema Whole(int from, int? to = null) =>
        new() { Type = JsonSchemaType.Integer, Format = "int64", Minimum = $"{from}", Maximum = to is null ? null : $"{to}" };
}
