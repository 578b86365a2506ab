namespace CdViz.Api.Ingest;

/// <summary>Counts what became of the events of one body.</summary>
/// <param name="limits">How many problems are listed, and events with warnings; the rest is counted.</param>
public sealed class Tally(LimitSettings limits)
{
    private long index;

    /// <summary>The answer as it stands.</summary>
    public ManyReceipt Receipt { get; } = new();

    /// <summary>True when something was kept that came with this body or before.</summary>
    public bool HasTaken => Receipt.Appended + Receipt.Duplicates + Receipt.Quarantined > 0;

    /// <summary>Adds what became of the next one.</summary>
    public void Add(Recorded recorded)
    {
        switch (recorded)
        {
            case Recorded.Appended(var e, var position, _):
                Receipt.Appended++;
                Receipt.FirstPosition ??= position;
                Receipt.LastPosition = position;
                Warn(e);
                break;
            case Recorded.Duplicate(var e, _, _):
                Receipt.Duplicates++;
                Warn(e);
                break;
            case Recorded.NotUnderstood kept:
                Receipt.Quarantined++;
                Problem(kept.Id, StatusCodes.Status202Accepted, kept.Errors, kept.QuarantineId);
                break;
            case Recorded.Refused refused:
                Reject(refused.Id, Answers.StatusOf(refused), refused.Errors, refused.QuarantineId);
                break;
            case Recorded.TooLarge:
                Reject(null, StatusCodes.Status413PayloadTooLarge, [new Violation("", "size", Problems.TooLargeMessage(limits.EventBytes))]);
                break;
        }

        index++;
    }

    private void Reject(string? id, int status, IReadOnlyList<Violation> errors, long? quarantineId = null)
    {
        Receipt.Rejected++;
        Problem(id, status, errors, quarantineId);
    }

    private void Problem(string? id, int status, IReadOnlyList<Violation> errors, long? quarantineId)
    {
        if (Receipt.Problems.Count < limits.ProblemsListed)
        {
            Receipt.Problems.Add(new(index, id, status, errors) { QuarantineId = quarantineId });
        }
        else
        {
            Receipt.ProblemsLeftOut++;
        }
    }

    private void Warn(AdmittedEvent e)
    {
        if (e.Warnings.Count == 0)
        {
            return;
        }

        if (Receipt.Warnings.Count < limits.ProblemsListed)
        {
            Receipt.Warnings.Add(new(index, e.ContextId, e.Warnings));
        }
        else
        {
            Receipt.WarningsLeftOut++;
        }
    }
}
