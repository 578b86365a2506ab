using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Counts what became of the events of one body.</summary>
internal sealed class Tally(int problemsListed)
{
    /// <summary>The answer as it stands.</summary>
    public ManyReceipt Receipt { get; } = new();

    /// <summary>True when something was kept that came with this body or before.</summary>
    public bool HasTaken => Receipt.Appended + Receipt.Duplicates + Receipt.Quarantined > 0;

    /// <summary>Adds an event that was appended.</summary>
    public void Appended(long position)
    {
        Receipt.Appended++;
        Receipt.FirstPosition ??= position;
        Receipt.LastPosition = position;
    }

    /// <summary>Adds an event.</summary>
    public void Add(long index, Recorded recorded)
    {
        switch (recorded)
        {
            case Recorded.Appended(var receipt):
                Appended(receipt.Position);
                break;
            case Recorded.Duplicate:
                Receipt.Duplicates++;
                break;
            case Recorded.Quarantined(var kept):
                Receipt.Quarantined++;
                Problem(index, kept.Id, StatusCodes.Status202Accepted, [new Violation("/context/type", kept.Reason, kept.Message)]);
                break;
            case Recorded.Conflict(var id, var error, _):
                Reject(index, id, StatusCodes.Status409Conflict, [error]);
                break;
            case Recorded.Invalid(var id, var errors):
                Reject(index, id, StatusCodes.Status422UnprocessableEntity, errors);
                break;
            case Recorded.NotJson(var message):
                Reject(index, null, StatusCodes.Status400BadRequest, [new Violation("", "json", message)]);
                break;
            case Recorded.TooLarge(var maxBytes):
                Reject(index, null, StatusCodes.Status413PayloadTooLarge, [new Violation("", "size", Problems.TooLargeMessage(maxBytes))]);
                break;
            default:
                throw new NotSupportedException(recorded.GetType().Name);
        }
    }

    private void Reject(long index, string? id, int status, IReadOnlyList<Violation> errors)
    {
        Receipt.Rejected++;
        Problem(index, id, status, errors);
    }

    private void Problem(long index, string? id, int status, IReadOnlyList<Violation> errors)
    {
        if (Receipt.Problems.Count < problemsListed)
        {
            Receipt.Problems.Add(new(index, id, status, errors));
        }
        else
        {
            Receipt.ProblemsLeftOut++;
        }
    }
}
