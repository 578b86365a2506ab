namespace CdViz.Domain.Admitting;

/// <summary>
/// Events stamped ahead of their time. They are taken, with a warning, and their rows are flagged; what runs now is not theirs to say before their time
/// has come. In SQL the same bound is <c>cdviz.stamp_limit</c>.
/// </summary>
public static class StampAhead
{
    /// <summary>By how much the clock of a sender may be ahead without a word.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Adds a warning where an admitted event is stamped ahead.</summary>
    /// <param name="admission">What was admitted, or wasn't.</param>
    /// <param name="now">When it arrived.</param>
    public static Admission Warned(Admission admission, DateTimeOffset now) =>
        admission is Admission.Admitted(var e) && e.OccurredAt - now.UtcDateTime > Tolerance
            ? new Admission.Admitted(e with { Warnings = [.. e.Warnings, Warning(e.OccurredAt)] })
            : admission;

    private static Violation Warning(DateTime occurredAt) => new(
        Field.Timestamp.Pointer, Field.Timestamp.Rule("ahead"),
        $"{occurredAt:yyyy-MM-ddTHH:mm:ssZ} is more than {Tolerance.TotalMinutes:0} minutes ahead: what it tells counts as happened when that time has come.");
}
