using System.Text.Json;

namespace CdViz.Api.Pages.Graph;

/// <summary>The causal graph of a chain, as <c>GET /trace/{chainId}</c> gives it.</summary>
internal sealed record Trace(string ChainId, bool Truncated, IReadOnlyList<TraceNode> Nodes, IReadOnlyList<TraceEdge> Edges)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Reads it.</summary>
    public static Trace Of(JsonElement json) => json.Deserialize<Trace>(Web)!;
}

/// <summary>A subject, a deployment, or what is missing.</summary>
internal sealed record TraceNode(
    string Id, string Kind, string? Type, string? SubjectId, DateTime? At, bool InChain, IReadOnlyList<TraceEvent> Events, string? Environment = null, string? ArtifactId = null);

/// <summary>An event that tells of a node.</summary>
internal sealed record TraceEvent(long Position, string Predicate, DateTime At, string? Outcome);

/// <summary>From a cause to its effect.</summary>
internal sealed record TraceEdge(string Cause, string Effect, string Relation, string Grade, DateTime? At, bool Missing);
