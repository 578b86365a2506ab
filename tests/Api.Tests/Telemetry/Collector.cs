using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace CdViz.Api.Tests.Telemetry;

/// <summary>A collector that takes OTLP over HTTP, and reads of the spans what tests ask for.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private WebApplication? app;

    public string Address => app!.Urls.First();

    /// <summary>What it was given.</summary>
    public ConcurrentQueue<Span> Spans { get; } = [];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/v1/traces", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            foreach (var resource in Messages(body.ToArray(), 1))
            {
                foreach (var span in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
                {
                    Spans.Enqueue(Read(span));
                }
            }

            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
    }

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? default;

    private static Span Read(byte[] span) => new(
        Hex(Messages(span, 1).Single()), Hex(Messages(span, 2).Single()), Messages(span, 4).Select(Hex).FirstOrDefault() ?? "", Encoding.UTF8.GetString(Messages(span, 5).Single()),
        [.. Messages(span, 9).Select(pair => Encoding.UTF8.GetString([.. Messages(pair, 2).SelectMany(value => Messages(value, 1)).SelectMany(text => text)]))]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>The fields of a protobuf message that have this number and a length.</summary>
    private static IEnumerable<byte[]> Messages(byte[] message, int number)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    at += sizeof(long);
                    break;
                case 5:
                    at += sizeof(int);
                    break;
                default:
                    var length = (int)Number(message, ref at);
                    if ((int)(tag >> 3) == number)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
            }
        }
    }

    private static ulong Number(byte[] message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    /// <summary>A span.</summary>
    internal sealed record Span(string Trace, string Id, string Parent, string Name, IReadOnlyList<string> Tags);
}
