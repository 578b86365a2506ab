namespace CdViz.Adapters.Projecting.Feed;

/// <summary>What a look at the log has shown.</summary>
/// <param name="Epoch">The epoch of the generations.</param>
/// <param name="Head">The last position of the log.</param>
/// <param name="Page">The events of the next positions.</param>
/// <param name="Idle">What became of the progress of each idle projection, by its name.</param>
internal readonly record struct Look(long Epoch, long Head, FeedPage Page, IReadOnlyDictionary<string, IdleProgress> Idle);

/// <summary>What became of the progress of a projection that had nothing to do.</summary>
internal enum IdleProgress
{
    /// <summary>Somebody holds it for the moment.</summary>
    Held,

    /// <summary>It was moved on.</summary>
    Moved,

    /// <summary>Somebody else has moved it before.</summary>
    Overtaken,
}
