using System.Data.Common;
using Weasel.Core;
using Weasel.Storage;

namespace CdViz.Adapters.Log;

/// <summary>
/// The last statement of a batch, in the same round trip as its events: what is noted besides them. Where nothing else is to be written in its transaction, that is
/// committed as well, which spares a batch one of its three round trips.
/// </summary>
/// <param name="batch">The events of the batch, which the session appends.</param>
/// <param name="isLast">False when more of the batch follows.</param>
internal sealed class FinishBatch(IEnumerable<IAppendedEvent> batch, bool isLast) : Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    /// <summary>True once the transaction is committed, if the session has saved its changes without a failure.</summary>
    public bool Commits { get; private set; }

    /// <summary>No event's: Marten sends the operations on events in the order they were queued in, and the events of a batch are queued after this; then all others.</summary>
    public Type DocumentType => typeof(FinishBatch);

    /// <summary>Called when the inline projections have said which events they want.</summary>
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        builder.Append("call events.finish_batch()");
        if (isLast && !batch.Any(e => e.HasInlineRows))
        {
            Commits = true;
            builder.StartNewCommand();
            builder.Append("commit");
        }
    }

    /// <inheritdoc/>
    public OperationRole Role() => OperationRole.Other;

    /// <summary>Nothing: the answers to the appends are read to the end, with what follows them.</summary>
    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;
}
