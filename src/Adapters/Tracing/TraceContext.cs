using System.Diagnostics;

namespace CdViz.Adapters.Tracing;

/// <summary>The W3C trace context that an event came with, as it is kept with it: whoever passes the event on goes on from there.</summary>
/// <param name="Parent">The <c>traceparent</c>, or null.</param>
/// <param name="State">The <c>tracestate</c>, or null.</param>
public readonly record struct TraceContext(string? Parent, string? State)
{
    private const int LongestState = 512;

    /// <summary>What is going on here, where somebody records it.</summary>
    public static TraceContext Current => Tracer.Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? new(span.Id, Short(span.TraceStateString)) : default;

    /// <summary>The same for a span; null where it says nothing.</summary>
    internal ActivityContext? Context => ActivityContext.TryParse(Parent, State, isRemote: true, out var context) ? context : null;

    /// <summary>What a sender's headers say: <c>traceparent</c> of the transport, or that of a CloudEvent. One that is no trace context is none.</summary>
    /// <param name="header">Gives a header by its name, or null.</param>
    public static TraceContext Of(Func<string, string?> header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var (parent, state) = header("traceparent") is { Length: > 0 } sent ? (sent, header("tracestate")) : (header("ce-traceparent"), header("ce-tracestate"));
        return parent is { Length: 55 } && ActivityContext.TryParse(parent, null, out _) ? new(parent, Short(state)) : default;
    }

    /// <summary>What is to be kept with an event: the span that records it, unless that is of another trace than the event's sender said.</summary>
    internal TraceContext Under(TraceContext span) => Parent is null || (span.Parent is not null && span.Parent.AsSpan(3, 32).SequenceEqual(Parent.AsSpan(3, 32))) ? span : this;

    private static string? Short(string? state) => state is { Length: > 0 and <= LongestState } && Ascii(state) ? state : null;

    private static bool Ascii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
