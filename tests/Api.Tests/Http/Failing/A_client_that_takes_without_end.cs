using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

/// <summary>Clients that open much and read or send little. Bounds are those that docs/limits.md adds up.</summary>
[Trait("Category", "Nightly")]
public sealed class A_client_that_takes_without_end
{
    private const long MiB = 1024 * 1024;

    // 96 pages, 16 whole answers, 200 connections.
    private const long Readers = ((96 * 8) + (16 * 20) + (200 * 320 / 1024)) * MiB;

    [Fact]
    public async Task is_let_go_and_the_server_stays_small()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString, ("Limits__ReadRate", "1000000"));
        using var client = new HttpClient { BaseAddress = server.Url };
        using var posted = await client.PostAsync("/cdevents", Many(80, 700_000), Ct);
        posted.StatusCode.ShouldBe(HttpStatusCode.OK, await posted.Content.ReadAsStringAsync(Ct));
        var incidents = Lines(Enumerable.Range(0, 40).Select(n => (ReadOnlyMemory<byte>)new CDEvent(
            $"long-{n}", Events.Source, Events.T(n), $"long-{n}", new IncidentDetected { Environment = new Reference("production"), Description = new string('d', 700_000) }).ToUtf8Json()));
        using var told = await client.PostAsync("/cdevents", new ReadOnlyMemoryContent(incidents) { Headers = { ContentType = new("application/x-ndjson") } }, Ct);
        told.StatusCode.ShouldBe(HttpStatusCode.OK, await told.Content.ReadAsStringAsync(Ct));
        await database.DataSource.VisibleAsync();
        var stream = Uri.EscapeDataString($"service|{Events.Source}|large");
        string[] asked = ["/events/live?after=0", "/events?after=0&limit=1000", $"/streams/{stream}?limit=1000", "/incidents?limit=1000", "/ui/incidents"];
        var before = server.Memory;

        var idle = Enumerable.Range(0, 200).Select(nth => Ask(server.Url, $"GET {asked[nth % asked.Length]} HTTP/1.1\r\nHost: localhost\r\n\r\n", 4096)).ToList();

        var most = before;
        var left = idle.Count;
        await WaitFor.TrueAsync(
            () =>
            {
                most = Math.Max(most, server.Memory);
                left = idle.Count(socket => !IsLetGo(socket));
                return Task.FromResult(left == 0);
            },
            () => $"{left} of {idle.Count} clients are let go");
        TestContext.Current.TestOutputHelper!.WriteLine($"From {before / MiB} to {most / MiB} MiB");
        (most - before).ShouldBeLessThan(Readers);
        (await client.GetAsync("/events?limit=1", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task ends_its_page_by_bytes_and_loses_no_event()
    {
        await using var api = await TestApi.ListenAsync();
        (await api.PostAsync((HttpContent)Many(8, 900_000))).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var first in (string[])["/events?limit=1000", $"/streams/{Uri.EscapeDataString($"service|{Events.Source}|large")}?limit=1000"])
        {
            var positions = new List<long>();
            for (string? next = first; next is not null;)
            {
                var page = await api.GetAsync(next);
                page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(3);
                positions.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Whole("position")));
                next = page.Text("next");
            }

            positions.ShouldBe(Enumerable.Range(1, 8).Select(n => (long)n));
        }
    }

    [Theory]
    [InlineData("/cdevents", "application/x-ndjson", "{\"x\":\"", false)]
    [InlineData("/webhooks/github", "application/json", "{\"x\":\"", true)]
    [InlineData("/corrections", "application/json", "{\"x\":\"", false)]
    [InlineData("/mcp", "application/json", "{\"x\":\"", false)]
    [InlineData("/login", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"Token\"\r\n\r\n", false)]
    [InlineData("/login", "application/x-www-form-urlencoded", "Token=", false)]
    public async Task cannot_fill_the_memory_with_bodies_that_it_does_not_end(string path, string type, string begin, bool packed)
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("Limits__OpenBodyBytes", $"{16 * MiB}"), ("Sources__github__Type", "webhook"), ("Sources__github__Translators__0", "github"));
        using var client = new HttpClient { BaseAddress = server.Url };
        (await client.GetAsync("/", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = server.Memory;
        var half = Encoding.ASCII.GetBytes($"{begin}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(675_000))}");
        half = packed ? Packed("gzip", half)[..^1000] : half;
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\nContent-Type: {type}\r\n{(packed ? "Content-Encoding: gzip\r\n" : "")}Content-Length: 2000000\r\n\r\n";

        var open = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => Ask(server.Url, head, 65536, half))));

        var answered = 0;
        await WaitFor.TrueAsync(
            () => Task.FromResult((answered = open.Count(socket => socket.Available > 0 || IsLetGo(socket))) >= 250), () => $"those beyond the bound are answered; {answered} are");
        TestContext.Current.TestOutputHelper!.WriteLine($"From {before / MiB} to {server.Memory / MiB} MiB, {answered} answered");
        (server.Memory - before).ShouldBeLessThan(400 * MiB);
        open.Select(Head).ShouldContain(head => head.StartsWith("HTTP/1.1 503", StringComparison.Ordinal));
        foreach (var socket in open)
        {
            socket.Dispose();
        }

        // What they held is given back.
        await WaitFor.TrueAsync(async () => (await client.PostAsync("/cdevents", Many(1, 900_000), Ct)).StatusCode is HttpStatusCode.OK, "a large event is taken again");
    }

    [Fact]
    public async Task is_told_when_it_says_nothing_for_too_long()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with { Limits = settings.Limits with { BodyIdle = TimeSpan.FromSeconds(1) } });
        using var socket = Ask(api.Client.BaseAddress!, "POST /cdevents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");

        await WaitFor.TrueAsync(() => Task.FromResult(socket.Available > 0), "the answer");

        Head(socket).ShouldStartWith("HTTP/1.1 408");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task cannot_have_a_small_body_unpacked_to_a_large_one(string encoding)
    {
        await using var api = await TestApi.ListenAsync();
        var content = new ByteArrayContent(Packed(encoding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{{\"x\":\"{new string('a', 500_000)}\"}}\n", 100)))));
        content.Headers.ContentEncoding.Add(encoding);
        content.Headers.ContentType = new("application/x-ndjson");
        var began = TimeProvider.System.GetTimestamp();

        await (await api.PostAsync(content)).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static byte[] Packed(string encoding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.SmallestSize),
            "deflate" => new ZLibStream(packed, CompressionLevel.SmallestSize),
            _ => new BrotliStream(packed, CompressionLevel.Optimal),
        })
        {
            packing.Write(bytes);
        }

        return packed.ToArray();
    }

    private static StringContent Many(int count, int bytes) => new(
        string.Join('\n', Enumerable.Range(0, count).Select(n => Encoding.UTF8.GetString(new CDEvent(
            $"large-{Guid.NewGuid()}", Events.Source, Events.T(n), "large", new ServiceDeployed { Environment = new Reference("production"), ArtifactId = "pkg:oci/large@1" })
        {
            CustomData = System.Text.Json.JsonSerializer.SerializeToElement(Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes * 3 / 4))),
        }.ToUtf8Json()))),
        Encoding.UTF8, "application/x-ndjson");

    private static Socket Ask(Uri url, string request, int receiveBuffer = 65536, byte[]? body = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer, SendTimeout = 10_000 };
        socket.Connect(url.Host, url.Port);
        try
        {
            socket.Send(Encoding.ASCII.GetBytes(request));
            for (var sent = 0; sent < body?.Length;)
            {
                sent += socket.Send(body.AsSpan(sent));
            }
        }
        catch (SocketException)
        {
            // It was answered before it had sent all.
        }

        return socket;
    }

    // Nothing is taken from it; what is sent to a server that has reset it fails.
    private static bool IsLetGo(Socket socket)
    {
        var head = new byte[12];
        try
        {
            // Who is told to come again has its answer, and is waited for to ask again.
            return (socket.Available >= head.Length && socket.Receive(head, SocketFlags.Peek) == head.Length && head[9] == '5') || socket.Send("x"u8) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string Head(Socket socket)
    {
        var buffer = new byte[Math.Min(2000, Math.Max(socket.Available, 0))];
        try
        {
            return buffer.Length == 0 ? "" : Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
