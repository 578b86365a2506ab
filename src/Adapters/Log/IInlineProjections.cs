using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>What writes rows in the append's own transaction.</summary>
public interface IInlineProjections
{
    /// <summary>True when a projection that may be joined to the append reads the event, or one that it corrects.</summary>
    bool Wants(AdmittedEvent e);

    /// <summary>
    /// Writes the rows of newly appended events on the writer's connection, inside its transaction: what it throws takes the append back.
    /// A projection that fails is to be stopped here, not to be thrown: events are more than rows.
    /// </summary>
    /// <param name="connection">The writer's connection, with a transaction open.</param>
    /// <param name="appended">The appended events that are wanted, by position.</param>
    /// <param name="ct">Ends the wait, and with it the append.</param>
    Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> appended, CancellationToken ct);
}
