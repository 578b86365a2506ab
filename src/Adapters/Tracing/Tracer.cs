using System.Diagnostics;

namespace CdViz.Adapters.Tracing;

/// <summary>The spans of this program, for OpenTelemetry and whatever else listens.</summary>
public static class Tracer
{
    /// <summary>Name of the source.</summary>
    public const string Name = "CdViz.EventStore";

    /// <summary>Links that a span of many events has at most.</summary>
    internal const int MostLinks = 32;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Begins a span of work that was asked for by several: with one of them as its parent where there is but one, else with links to them. Null where nobody listens.</summary>
    internal static Activity? Start(string name, IEnumerable<TraceContext> causes)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var contexts = causes.Where(cause => cause.Parent is not null).Distinct().Take(MostLinks).Select(cause => cause.Context).OfType<ActivityContext>().ToList();
        return contexts is [var only]
            ? Source.StartActivity(name, ActivityKind.Internal, only)
            : Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), links: contexts.Select(context => new ActivityLink(context)));
    }
}
