namespace CdViz.Api.Commands.Running;

/// <summary>Sends the events of a run, or keeps them for later; a command never fails by it.</summary>
internal sealed class RunTeller(EventSender sender, KeptEvents kept, TimeSpan patience, TextWriter error)
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    private bool isAway;

    /// <summary>Sends what was kept before, then these.</summary>
    public async Task TellAsync(IReadOnlyList<CDEvent> events, CancellationToken ct)
    {
        var all = events.Select(e => e.ToUtf8Json()).ToList();
        var sent = 0;
        try
        {
            if (!isAway)
            {
                using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
                time.CancelAfter(patience);
                if (await kept.SendAsync(sender, time.Token) is { } earlier)
                {
                    await SayAsync($"sent what was kept: {earlier}");
                    await ProblemsAsync(earlier);
                }

                while (sent < all.Count)
                {
                    var lines = new MemoryStream();
                    var next = sent;
                    while (next < all.Count && (next == sent || lines.Length + all[next].Length < ChunkBytes))
                    {
                        lines.Write(all[next++]);
                        lines.WriteByte((byte)'\n');
                    }

                    await ProblemsAsync(await sender.ManyAsync(lines.ToArray(), time.Token));
                    sent = next;
                }
            }
        }
        catch (Exception fault) when (fault is CommandFailed or HttpRequestException or OperationCanceledException or IOException)
        {
            isAway = true;
            await SayAsync(fault is OperationCanceledException ? $"{sender.Url} does not answer in time." : fault.Message);
        }

        if (sent < all.Count)
        {
            await KeepAsync(all[sent..]);
        }
    }

    private async Task KeepAsync(List<byte[]> left)
    {
        try
        {
            await kept.AddAsync(left);
            await SayAsync($"{left.Count} events are kept in {kept.Path}; the next run sends them, or 'send --kept'.");
        }
        catch (CommandFailed fault)
        {
            await SayAsync($"{left.Count} events are lost. {fault.Message}");
        }
    }

    private async Task ProblemsAsync(ManyReceipt receipt)
    {
        foreach (var (_, id, status, errors) in receipt.Problems)
        {
            await SayAsync($"the server does not take an event: {status} {id} {OneEvent.Text(errors)}");
        }
    }

    private Task SayAsync(string text) => error.WriteLineAsync($"cdviz: {text}");
}
