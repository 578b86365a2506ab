using System.Buffers;
using System.IO.Pipelines;

namespace CdViz.Api.Client;

/// <summary>Sends one file of CDEvents and tells what became of them.</summary>
internal sealed class FileSender(string file, EventSender sender, TextWriter output)
{
    private const int LinesBytes = 4 * 1024 * 1024;

    private readonly ManyReceipt total = new();
    private readonly ArrayBufferWriter<byte> lines = new();
    private ReadOnlyMemory<byte> first;
    private long held;
    private long sent;

    /// <summary>Sends it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="CommandFailed">The file is broken, or the server refuses to take anything.</exception>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        await using var stream = EventFile.Open(file);
        var reader = PipeReader.Create(stream);
        var cutter = await EventFile.CutterAsync(reader, ct);
        await foreach (var item in BodyReader.ItemsAsync(reader, cutter, int.MaxValue, ct))
        {
            if (held > 0 && lines.WrittenCount + item.Json.Length > LinesBytes)
            {
                await SendLinesAsync(ct);
            }

            first = held == 0 ? item.Json : first;
            WriteOnOneLine(item.Json.Span);
            held++;
        }

        if (sent == 0 && held == 1 && cutter is not ArrayCutter)
        {
            return await OneEvent.SendAsync(file, first, sender, output, ct);
        }

        if (sent == 0 && held == 0 && cutter is not ArrayCutter)
        {
            throw CommandFailed.WrongUse($"{file}: there is no event in it.");
        }

        await SendLinesAsync(ct);
        await output.WriteLineAsync($"{file}: {total}");
        return cutter.Fault is { } fault ? throw CommandFailed.WrongUse($"{file}: {fault} The events before it were sent.")
            : total.Rejected == 0 ? ExitCode.Done : ExitCode.No;
    }

    private async Task SendLinesAsync(CancellationToken ct)
    {
        if (held == 0)
        {
            return;
        }

        var receipt = await sender.ManyAsync(lines.WrittenMemory, ct);
        total.Add(receipt);
        foreach (var (index, id, status, errors) in receipt.Problems)
        {
            await output.WriteLineAsync(
                $"{file}#{sent + index}: {status} {id} {OneEvent.Text(errors)}");
        }

        foreach (var (index, id, warnings) in receipt.Warnings)
        {
            await output.WriteLineAsync($"{file}#{sent + index}: warning {id} {OneEvent.Text(warnings)}");
        }

        sent += held;
        held = 0;
        lines.ResetWrittenCount();
    }

    // A line break in valid JSON stands between its tokens, never within a string.
    private void WriteOnOneLine(ReadOnlySpan<byte> json)
    {
        var line = lines.GetSpan(json.Length + 1)[..(json.Length + 1)];
        json.CopyTo(line);
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        lines.Advance(line.Length);
    }
}
