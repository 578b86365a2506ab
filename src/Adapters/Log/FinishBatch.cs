using System.Data.Common;
using Marten.Storage;
using Weasel.Core;
using Weasel.Storage;

namespace CdViz.Adapters.Log;

/// <summary>
/// The last statement of a batch, in the same round trip as its events: what is noted besides them. Where nothing else is to be written in its transaction, that is
/// committed as well, which spares a batch one of its three round trips.
/// </summary>
/// <param name="batch">The batch, of which the session appends events.</param>
/// <param name="reached">The position that the last of them is to have.</param>
internal sealed class FinishBatch(AppendedBatch batch, long reached) : Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    /// <summary>True once the transaction is committed, if the session has saved its changes without a failure.</summary>
    public bool Commits { get; private set; }

    /// <summary>That of operations which are no document's: Marten puts them behind those of events.</summary>
    public Type DocumentType => typeof(StorageFeatures);

    /// <summary>Called when the inline projections have said which events they want.</summary>
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        builder.Append("call events.finish_batch(");
        builder.AppendParameter(reached);
        builder.Append(")");
        if (batch is { IsLast: true, Wanted.Count: 0 })
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
