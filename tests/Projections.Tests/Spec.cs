namespace CdViz.Projections.Tests;

/// <summary>Given and when some events, whatever their order, then a row.</summary>
public sealed class Spec<TRow>(Fold<TRow> fold) where TRow : class
{
    private readonly List<RecordedEvent> events = [];

    public Spec<TRow> Given(params RecordedEvent[] given) => Add(given);

    public Spec<TRow> When(params RecordedEvent[] when) => Add(when);

    /// <summary>The key's current row is as it is after the change: the change says what is expected.</summary>
    public Spec<TRow> Then(Func<TRow, TRow> expected)
    {
        var current = Fold().Current.ShouldNotBeNull();
        current.ShouldBe(expected(current));
        return this;
    }

    public Spec<TRow> ThenBefore(params Func<TRow, TRow>[] expected)
    {
        var closed = Fold().Closed;
        closed.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            closed[i].Row.ShouldBe(expected[i](closed[i].Row));
        }

        return this;
    }

    public void ThenNothing() => events.Select(fold.Key).ShouldAllBe(key => key == null);

    private Spec<TRow> Add(RecordedEvent[] more)
    {
        events.AddRange(more.Select((e, i) => e with { Position = events.Count + i + 1 }));
        return this;
    }

    private Folding<TRow> Fold()
    {
        var folding = new Folding<TRow>(fold);
        events.Select(fold.Key).Distinct().Count().ShouldBe(1, "all events of a specification belong to one key");
        foreach (var e in events.OrderBy(e => e.Occurrence))
        {
            folding.Apply(e);
        }

        folding.Complete();
        return folding;
    }
}

/// <summary>Events for specifications: a subject, a second, a content.</summary>
public static class Some
{
    private static readonly DateTime Start = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);

    public static Spec<TRow> Spec<TRow>(this Fold<TRow> fold) where TRow : class => new(fold);

    /// <summary>A second after the start of the story.</summary>
    public static DateTime T(int second) => Start.AddSeconds(second);

    public static RecordedEvent Event(string subject, int at, SubjectContent content, string source = "ci", string? chain = null)
    {
        var type = EventTypes.Of(content);
        var stream = new StreamId(type.Subject, source, subject).ToString();
        return new(0, Guid.CreateVersion7(), stream, 1, type, T(at), T(at), chain, content);
    }
}
