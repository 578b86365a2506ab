namespace CdViz.Api.Pulling;

/// <summary>The sources that are asked.</summary>
internal static class PulledSources
{
    /// <summary>One of them; null where the source is none.</summary>
    public static IListener? Of(SourceSettings source, Settings settings, CheckpointStore checkpoints, BrokerDoor door, SourceCount count, TimeProvider time, ILogger log)
    {
        var maxBytes = settings.Limits.EventBytes * 2;
        IPolled? polled = source.Type switch
        {
            SourceType.Folder => new FolderSource(source, maxBytes, time),
            SourceType.Http => new HttpSource(source, maxBytes),
            SourceType.S3 => new S3Source(source, maxBytes),
            SourceType.Sse => new SseSource(source),
            SourceType.Registry => new RegistrySource(source),
            _ => null,
        };
        if (polled is null)
        {
            return null;
        }

        var pulled = new PulledSource(source, polled, checkpoints, door, count, log);
        switch (polled)
        {
            case FolderSource folder:
                folder.Changed = pulled.Wake;
                break;
            case SseSource stream:
                stream.Begun = pulled.Begun;
                break;
        }

        return pulled;
    }
}
