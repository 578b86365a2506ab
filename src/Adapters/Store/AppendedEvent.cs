using System.Collections.Frozen;
using System.Reflection;
using JasperFx.Events;

namespace CdViz.Adapters.Store;

/// <summary>An event on its way through a Marten session, with its place in the log once it is written.</summary>
internal interface IAppendedEvent : IEvent
{
    /// <summary>Its place in the whole log; 0 until it is written.</summary>
    long Position { get; }

    /// <summary>What it was made of.</summary>
    AppendItem Item { get; }

    /// <summary>What it is appended with.</summary>
    AppendedBatch Batch { get; }
}

/// <summary>Makes the events that are given to Marten.</summary>
internal static class AppendedEvents
{
    private static readonly FrozenDictionary<Type, Func<AppendItem, AppendedBatch, SubjectContent, IAppendedEvent>> Makers =
        EventTypes.Stored.ToFrozenDictionary(type => type.Content, type => Maker(type.Content));

    /// <summary>An admitted event as Marten appends it.</summary>
    /// <param name="item">The event.</param>
    /// <param name="batch">What it is appended with.</param>
    /// <param name="at">The time of its batch.</param>
    public static IAppendedEvent Of(AppendItem item, AppendedBatch batch, DateTime at)
    {
        var admitted = item.Event;
        var e = Makers[admitted.Type.Content](item, batch, admitted.ReadContent().Of(admitted.Json));
        e.Id = admitted.Id;
        e.StreamKey = item.Stream;
        e.Timestamp = at;
        e.CorrelationId = admitted.ChainId;
        e.UserName = item.Sender;
        e.Headers = item.Headers;
        return e;
    }

    private static Func<AppendItem, AppendedBatch, SubjectContent, IAppendedEvent> Maker(Type content) =>
        typeof(AppendedEvents).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(content)
            .CreateDelegate<Func<AppendItem, AppendedBatch, SubjectContent, IAppendedEvent>>();

    private static AppendedEvent<T> Make<T>(AppendItem item, AppendedBatch batch, SubjectContent data) where T : SubjectContent => new(item, batch, (T)data);

    private sealed class AppendedEvent<T>(AppendItem item, AppendedBatch batch, T data) : Event<T>(data), IAppendedEvent where T : SubjectContent
    {
        public long Position { get; private set; }

        public AppendItem Item => item;

        public AppendedBatch Batch => batch;

        /// <summary>
        /// Marten writes a tombstone for each number that a failed save has drawn, in a transaction of its own. Here the numbers are put back, and to Marten an
        /// event has none before it is committed.
        /// </summary>
        long IEvent.Sequence
        {
            get => 0;
            set => Position = value;
        }
    }
}
