using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace CdViz.Adapters.Store;

/// <summary>
/// Our inline projections in Marten's inline lifecycle. They need the places that the events are given, so they are applied when the session has written the events
/// and before its transaction is committed: once for a batch, however many sessions it takes, so that the rows of a hot stream are folded and written once.
/// </summary>
internal sealed class InlineLifecycle(IInlineProjections projections) : IInlineProjection<IDocumentOperations>
{
    /// <inheritdoc/>
    public Task ApplyAsync(IDocumentOperations operations, IEnumerable<StreamAction> streams, CancellationToken cancellation)
    {
        var events = streams.SelectMany(stream => stream.Events).OfType<IAppendedEvent>().ToList();
        if (events is [{ Batch: var batch }, ..])
        {
            batch.Want(events.Where(e => projections.Wants(e.Item.Event)));
            if (batch is { IsLast: true, Wanted.Count: > 0 })
            {
                ((ITransactionParticipantRegistrar)operations).AddTransactionParticipant(new Participant(projections, batch.Wanted));
            }
        }

        return Task.CompletedTask;
    }

    private sealed class Participant(IInlineProjections projections, IReadOnlyList<IAppendedEvent> wanted) : ITransactionParticipant
    {
        public async Task BeforeCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken token)
        {
            try
            {
                await projections.ApplyAsync(connection, [.. wanted.OrderBy(e => e.Position).Select(Recorded)], token).ConfigureAwait(false);
            }
            catch (PostgresException e) when (AppendFailures.Of(e) is AppendFailure.Refused)
            {
                throw new InlineProjectionException(e);
            }
        }

        private static RecordedEvent Recorded(IAppendedEvent e)
        {
            var admitted = e.Item.Event;
            return new(e.Position, e.Id, e.Item.Stream, e.Version, admitted.Type, admitted.OccurredAt, e.Timestamp.UtcDateTime, admitted.ChainId, (SubjectContent)e.Data)
            {
                SubjectSource = admitted.SubjectSource,
            };
        }
    }
}
