using JasperFx.Events;

namespace Shop;

public static class CdEventMetadata
{
    /// <summary>When it happened, UTC. Marten's serializer gives a header that looks like a time as one.</summary>
    public static DateTime OccurredAt(this IEvent e) => e.GetHeader("occurredAt") switch
    {
        DateTime at => at.ToUniversalTime(),
        DateTimeOffset at => at.UtcDateTime,
        var text => CdViz.Domain.OccurredAt.Parse($"{text}"),
    };
}
