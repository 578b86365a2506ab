using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace CdViz.Adapters.Store;

/// <summary>
/// Our inline projections in Marten's inline lifecycle. They need the places that the events are given, so they are applied when the session has written the events
/// and before its transaction is committed.
/// </summary>
internal sealed class InlineLifecycle(IInlineProjections projections) : IInlineProjection<IDocumentOperations>
{
    /// <inheritdoc/>
    public Task ApplyAsync(IDocumentOperations operations, IEnumerable<StreamAction> streams, CancellationToken cancellation)
    {
        var wanted = streams.SelectMany(stream => stream.Events).OfType<IAppendedEvent>().Where(e => projections.Wants(e.Item.Event)).ToList();
        if (wanted.Count > 0)
        {
            wanted.ForEach(e => e.HasInlineRows = true);
            ((ITransactionParticipantRegistrar)operations).AddTransactionParticipant(new Participant(projections, wanted));
        }

        return Task.CompletedTask;
    }

    private sealed class Participant(IInlineProjections projections, List<IAppendedEvent> wanted) : ITransactionParticipant
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
            return new(e.Position, e.Id, e.Item.Stream, e.Version, admitted.Type, admitted.OccurredAt, e.Timestamp.UtcDateTime, admitted.ChainId, (SubjectContent)e.Data);
        }
    }
}
