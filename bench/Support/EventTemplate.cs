using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CdViz.Bench.Support;

/// <summary>
/// Events of pipeline runs of about 1 KB each: queued, started, finished, and again for each further attempt. Made by writing a few digits
/// into bytes that are there already, so that making them costs next to nothing.
/// </summary>
internal sealed class EventTemplate
{
    private const string Source = "https://ci.bench.example/acme";
    private const string Names = $"""
        "pipelineName":"build-test-and-package","uri":"{Source}/runs/1"
        """;
    private const int Hex = 16;

    private static readonly DateTime Begin = new(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);

    private readonly byte[] json;
    private readonly byte[] headers;
    private readonly Spots inJson;
    private readonly Spots inHeaders;

    private EventTemplate(EventType type, string content)
    {
        Type = type;
        var typeName = $"{type}.{type.Versions[^1].Version}";
        var text = $$$$"""
            {"context":{"specversion":"0.5.1","id":"id-{{{{Marker('I')}}}}","source":"{{{{Source}}}}",
            "type":"{{{{typeName}}}}","timestamp":"{{{{TimeMarker}}}}",
            "chainId":"{{{{ChainMarker}}}}","links":[{"linkType":"PATH","from":{"contextId":"id-of-what-came-before-in-the-chain"}}]},
            "subject":{"id":"run-{{{{Marker('R')}}}}","content":{{{{content}}}}},
            "customData":{"ci":{"attempt":1,"commit":"5f1e8c0b5b0c4f3d9d1c7a6e2b8f4a1d3c5e7f90","repository":"acme/shop","ref":"refs/heads/main",
            "runner":"worker-4","trigger":"push","actor":"ada","labels":["linux","x64","docker","cache-warm"],
            "workflow":".ci/pipelines/build-test-and-package.yaml"},
            "note":"NOTE"}}
            """.ReplaceLineEndings("");
        text = text.Replace("NOTE", new string('n', Math.Max(0, 1_024 - text.Length + 4)), StringComparison.Ordinal);
        json = Encoding.ASCII.GetBytes(text);
        inJson = new(json);
        headers = Encoding.ASCII.GetBytes($$"""
            {"door":"http","type":"{{typeName}}","digest":"{{Marker('D')}}{{Marker('D')}}{{Marker('D')}}{{Marker('D')}}","source":"{{Source}}",
            "contextId":"id-{{Marker('I')}}","occurredAt":"{{TimeMarker}}","specVersion":"0.5.1"}
            """.ReplaceLineEndings(""));
        inHeaders = new(headers);
    }

    /// <summary>The three events of a run, in order.</summary>
    public static IReadOnlyList<EventTemplate> All { get; } =
    [
        new(EventTypes.OfAlias("pipeline_run_queued")!, $$"""{{{Names}}}"""),
        new(EventTypes.OfAlias("pipeline_run_started")!, $$"""{{{Names}}}"""),
        new(EventTypes.OfAlias("pipeline_run_finished")!, $$"""{{{Names}},"outcome":"failure","errors":"one test failed"}"""),
    ];

    /// <summary>What happened.</summary>
    public EventType Type { get; }

    /// <summary>Bytes of the JSON.</summary>
    public int Length => json.Length;

    /// <summary>The template of the n-th event of a run, from 0.</summary>
    public static EventTemplate OfVersion(int n) => All[n % All.Count];

    /// <summary>The stream of a run.</summary>
    public static string Stream(long run) => string.Create(CultureInfo.InvariantCulture, $"pipelinerun|{Source}|{Subject(run)}");

    /// <summary>subject.id of a run.</summary>
    public static string Subject(long run) => $"run-{Mix(run):x16}";

    /// <summary>context.chainId of a run.</summary>
    public static string Chain(long run) => ChainId(run).ToString("D");

    /// <summary>A random-looking id of an event, as UUIDv5 would give.</summary>
    public static Guid Id(long run, int n) => new((int)Mix(run), (short)n, 0x5000, BitConverter.GetBytes(Mix((run * 31) + n)));

    /// <summary>Writes the event's JSON.</summary>
    /// <param name="target">Takes <see cref="Length"/> bytes.</param>
    /// <param name="run">The run.</param>
    /// <param name="n">Place in the run, from 0.</param>
    public void WriteJson(Span<byte> target, long run, int n)
    {
        json.CopyTo(target);
        inJson.Fill(target, run, n);
    }

    /// <summary>The headers of the event's row.</summary>
    public byte[] Headers(long run, int n)
    {
        var row = headers.ToArray();
        inHeaders.Fill(row, run, n);
        return row;
    }

    private static string TimeMarker => "2000-00-00T00:00:00.000000Z";

    private static string ChainMarker => new('C', Guid.Empty.ToString("D").Length);

    private static Guid ChainId(long run) => new((int)Mix(run ^ 0x43), 0, 0x4000, BitConverter.GetBytes(Mix(~run)));

    private static string Marker(char kind) => new(kind, Hex);

    private static long Mix(long number)
    {
        var z = unchecked((ulong)number * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        return (long)(BitOperations.RotateLeft(z, 27) * 0x94D049BB133111EB);
    }

    private sealed class Spots(byte[] text)
    {
        private readonly int id = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker('I')));
        private readonly int run = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker('R')));
        private readonly int chain = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ChainMarker));
        private readonly int digest = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker('D')));
        private readonly int time = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(TimeMarker));

        public void Fill(Span<byte> target, long of, int n)
        {
            Put(target, id, Mix((of * 31) + n));
            Put(target, run, Mix(of));
            if (chain >= 0)
            {
                Utf8Formatter.TryFormat(ChainId(of), target[chain..], out _, 'D');
            }

            for (var part = 0; digest >= 0 && part < 4; part++)
            {
                Put(target, digest + (part * Hex), Mix((of * 127) + (n * 4) + part));
            }

            // 'O' writes seven digits and a Z; the text has six and a Z.
            var next = target[time + TimeMarker.Length];
            Utf8Formatter.TryFormat(Begin.AddSeconds(of % 10_000_000).AddMilliseconds(n * 700), target[time..], out _, new('O'));
            target[time + TimeMarker.Length - 1] = (byte)'Z';
            target[time + TimeMarker.Length] = next;
        }

        private static void Put(Span<byte> target, int at, long value)
        {
            if (at >= 0)
            {
                Utf8Formatter.TryFormat(value, target[at..], out _, new('x', Hex));
            }
        }
    }
}
