using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CdViz.Domain;

namespace CdViz.Support;

/// <summary>Small CDEvents for tests. Times are seconds after <see cref="Epoch"/>; the same arguments give the same event.</summary>
public static class Events
{
    public const string Source = "https://ci.example.com/acme/shop";

    /// <summary>Second 0.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Content = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static DateTimeOffset T(double at) => Epoch.AddSeconds(at);

    public static AdmittedEvent PipelineRunQueued(string run, double at, string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunQueued { PipelineName = pipeline, Uri = Url(run) }, run, at, chain: chain);

    public static AdmittedEvent PipelineRunStarted(string run, double at, string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunStarted { PipelineName = pipeline, Uri = Url(run) }, run, at, chain: chain);

    public static AdmittedEvent PipelineRunFinished(string run, double at, string outcome = "success", string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunFinished { PipelineName = pipeline, Uri = Url(run), Outcome = new Outcome(outcome) }, run, at, chain: chain);

    public static AdmittedEvent ServiceDeployed(string service, string environment, string artifact, double at, string? chain = null) =>
        Of(new ServiceDeployed { Environment = new Reference(environment), ArtifactId = artifact }, service, at, chain: chain);

    public static AdmittedEvent ServiceUpgraded(string service, string environment, string artifact, double at, string? chain = null) =>
        Of(new ServiceUpgraded { Environment = new Reference(environment), ArtifactId = artifact }, service, at, chain: chain);

    public static AdmittedEvent ServiceRemoved(string service, string environment, double at, string? chain = null) =>
        Of(new ServiceRemoved { Environment = new Reference(environment) }, service, at, chain: chain);

    /// <summary>Any event.</summary>
    /// <param name="content">subject.content; also says the type.</param>
    /// <param name="subject">subject.id.</param>
    /// <param name="at">Seconds after <see cref="Epoch"/>.</param>
    /// <param name="id">context.id; made of the others where not given.</param>
    /// <param name="source">context.source.</param>
    /// <param name="chain">context.chainId.</param>
    public static AdmittedEvent Of(SubjectContent content, string subject, double at, string? id = null, string source = Source, string? chain = null)
    {
        var type = EventTypes.Of(content);
        var typeName = $"{type}.{type.Versions[^1].Version}";
        var contextId = id ?? $"{subject}-{type.Predicate}-{at}";
        var contentJson = JsonSerializer.SerializeToUtf8Bytes<object>(content, Content);
        var context = new JsonObject
        {
            ["specversion"] = EventTypes.NewestSpec, ["id"] = contextId, ["source"] = source, ["type"] = typeName, ["timestamp"] = T(at).ToString("O"),
        };
        if (chain is not null)
        {
            context["chainId"] = chain;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["context"] = context,
            ["subject"] = new JsonObject { ["id"] = subject, ["content"] = JsonNode.Parse(contentJson) },
        });
        return new AdmittedEvent(EventId.Of(source, contextId), source, contextId, typeName, type, new StreamId(type.Subject, source, subject),
            T(at).UtcDateTime, EventTypes.NewestSpec, chain, Convert.ToHexStringLower(SHA256.HashData(json)), json, [])
        { ContentJson = contentJson };
    }

    private static string Url(string run) => $"{Source}/runs/{run}";
}
