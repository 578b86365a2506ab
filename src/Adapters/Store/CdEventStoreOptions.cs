using JasperFx;
using JasperFx.Events;
using Marten;

namespace CdViz.Adapters.Store;

/// <summary>How Marten keeps CDEvents: the one place that says so, for the server, the commands, and applications of others that read the same store.</summary>
public static class CdEventStoreOptions
{
    /// <summary>The schema of the log.</summary>
    public const string Schema = "events";

    /// <summary>
    /// Sets up the event store: schema <c>events</c>, streams by text, every type of event under its name in the log, all metadata, NOTIFY with each append, and
    /// a serializer that writes a CDEvent as it was sent and reads it as the record of its type. Nothing is created while it serves.
    /// </summary>
    public static StoreOptions UseCdEvents(this StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = Schema;
        options.DisableNpgsqlLogging = true;
        options.Serializer(new CdEventSerializer());

        var events = options.Events;
        events.DatabaseSchemaName = Schema;
        events.StreamIdentity = StreamIdentity.AsString;
        // The time of a batch is taken under the lock of the appends: it never falls from one position to the next, whatever the clocks of the nodes.
        events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        events.MetadataConfig.CorrelationIdEnabled = true;
        events.MetadataConfig.CausationIdEnabled = true;
        events.MetadataConfig.HeadersEnabled = true;
        events.MetadataConfig.UserNameEnabled = true;
        events.EnableUniqueIndexOnEventId = true;
        events.EnableEventTypeIndex = true;
        events.EnableBigIntEvents = true;
        events.UseListenNotifyForEventAppends = true;
        // Ours, made by our migrations.
        events.IgnoreIndex("streams_by_subject");
        events.IgnoreIndex("events_by_chain");
        foreach (var type in EventTypes.Stored)
        {
            events.MapEventType(type.Content, type.Alias);
        }

        // A batch that failed is tried again as a whole, in a transaction of its own, and never within the one that failed.
        options.ConfigureWritePolly(_ => { });

        // What a projection fails at stops that projection and is shown; an event is never left out in silence.
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        return options;
    }
}
