using Npgsql;

namespace CdViz.Adapters.Subscribing;

/// <summary>
/// Which subscriptions a node should have, by the locks that the database shows: none more than its share while others have less. One that nobody else takes, as other nodes
/// don't have it in their settings, it keeps all the same. For the one that looks, and nobody else.
/// </summary>
internal sealed class SubscriptionShare(TimeProvider time)
{
    /// <summary>Holds that a node is there; ends with its session.</summary>
    public const string JoinSql = "select pg_advisory_lock_shared(731087251, hashtext(':subscriptions:'))";

    private const string NodesSql = """
        select count(*) from pg_locks l
        where l.locktype = 'advisory' and l.classid = 731087251 and l.objid = hashtext(':subscriptions:')::bit(32)::bigint::oid and l.granted and l.mode = 'ShareLock'
          and l.database = (select d.oid from pg_database d where d.datname = current_database())
        """;

    /// <summary>So long one is free before a node takes it that has its share.</summary>
    private static readonly TimeSpan ForOthers = TimeSpan.FromSeconds(2);

    /// <summary>So long a node keeps one that nobody has taken.</summary>
    private static readonly TimeSpan ForItself = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> freeSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> kept = new(StringComparer.Ordinal);
    private int share = int.MaxValue;

    /// <summary>Looks how many nodes there are.</summary>
    /// <param name="connection">Where to ask.</param>
    /// <param name="subscriptions">Subscriptions that are to be delivered.</param>
    /// <param name="ct">Ends it.</param>
    public async Task LookAsync(NpgsqlConnection connection, int subscriptions, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(NodesSql, connection);
        var nodes = Math.Max(1, (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!);
        share = (int)((subscriptions + nodes - 1) / nodes);
    }

    /// <summary>Those to let go of, so that others can take them.</summary>
    public List<string> Surplus(IReadOnlyCollection<string> running)
    {
        var surplus = running.Count <= share ? [] : running.Where(name => !(kept.TryGetValue(name, out var at) && time.GetElapsedTime(at) < ForItself)).Take(running.Count - share).ToList();
        surplus.ForEach(name => released[name] = time.GetTimestamp());
        return surplus;
    }

    /// <summary>Whether to take one that is free.</summary>
    public bool Takes(string name, int running)
    {
        if (running >= share)
        {
            freeSince.TryAdd(name, time.GetTimestamp());
            if (time.GetElapsedTime(freeSince[name]) < ForOthers)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes that one is taken by this node.</summary>
    public void Taken(string name)
    {
        freeSince.Remove(name);
        if (released.Remove(name, out var at) && time.GetElapsedTime(at) < ForItself)
        {
            kept[name] = time.GetTimestamp();
        }
    }

    /// <summary>Notes that another node has one.</summary>
    public void TakenByAnother(string name)
    {
        freeSince.Remove(name);
        released.Remove(name);
    }
}
