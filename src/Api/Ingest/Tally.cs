using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Counts what became of the events of one body.</summary>
/// <param name="listed">Problems that are listed, and events with warnings; the rest is counted.</param>
public sealed class Tally(int listed)
{
    /// <summary>The answer as it stands.</summary>
    public ManyReceipt Receipt { get; } = new();

    /// <summary>True when something was kept that came with this body or before.</summary>
    public bool HasTaken => Receipt.Appended + Receipt.Duplicates + Receipt.Quarantined > 0;

    /// <summary>Adds an event that was appended.</summary>
    public void Appended(long index, AdmittedEvent e, long position)
    {
        Receipt.Appended++;
        Receipt.FirstPosition ??= position;
        Receipt.LastPosition = position;
        Warn(index, e.ContextId, e.Warnings);
    }

    /// <summary>Adds an event that was not appended.</summary>
    public void Add(long index, Recorded recorded)
    {
        switch (recorded)
        {
            case Recorded.Duplicate(var receipt):
                Receipt.Duplicates++;
                Warn(index, receipt.Id, receipt.Warnings ?? []);
                break;
            case Recorded.Quarantined(var kept):
                Receipt.Quarantined++;
                Problem(index, kept.Id, StatusCodes.Status202Accepted, [new Violation("/context/type", kept.Reason, kept.Message)], kept.QuarantineId);
                break;
            case Recorded.Conflict(var id, var error, var quarantineId):
                Reject(index, id, StatusCodes.Status409Conflict, [error], quarantineId);
                break;
            case Recorded.Invalid(var id, var errors) { QuarantineId: var quarantineId }:
                Reject(index, id, StatusCodes.Status422UnprocessableEntity, errors, quarantineId);
                break;
            case Recorded.NotJson(var message) { QuarantineId: var quarantineId }:
                Reject(index, null, StatusCodes.Status400BadRequest, [new Violation("", "json", message)], quarantineId);
                break;
            case Recorded.TooLarge(var maxBytes):
                Reject(index, null, StatusCodes.Status413PayloadTooLarge, [new Violation("", "size", Problems.TooLargeMessage(maxBytes))]);
                break;
            default:
                throw new NotSupportedException(recorded.GetType().Name);
        }
    }

    private void Reject(long index, string? id, int status, IReadOnlyList<Violation> errors, long? quarantineId = null)
    {
        Receipt.Rejected++;
        Problem(index, id, status, errors, quarantineId);
    }

    private void Problem(long index, string? id, int status, IReadOnlyList<Violation> errors, long? quarantineId)
    {
        if (Receipt.Problems.Count < listed)
        {
            Receipt.Problems.Add(new(index, id, status, errors) { QuarantineId = quarantineId });
        }
        else
        {
            Receipt.ProblemsLeftOut++;
        }
    }

    private void Warn(long index, string id, IReadOnlyList<Violation> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        if (Receipt.Warnings.Count < listed)
        {
            Receipt.Warnings.Add(new(index, id, warnings));
        }
        else
        {
            Receipt.WarningsLeftOut++;
        }
    }
}
