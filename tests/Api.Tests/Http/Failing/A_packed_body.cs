using System.IO.Compression;
using System.Net;

namespace CdViz.Api.Tests.Http.Failing;

public class A_packed_body(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task is_unpacked(string encoding)
    {
        var e = Events.PipelineRunStarted($"packed-{encoding}", 1);

        await (await api.PostAsync(Pack(encoding, e.Json), headers: ("Content-Encoding", encoding))).ShouldAnswerAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    public async Task may_be_packed_in_no_way(string encoding) => await (await api.PostAsync(
        Events.PipelineRunStarted($"plain-{encoding}", 1).Json, headers: ("Content-Encoding", encoding))).ShouldAnswerAsync(HttpStatusCode.Created);

    [Fact]
    public async Task is_refused_when_its_packing_is_unknown()
    {
        using var response = await api.PostAsync(Events.PipelineRunStarted("zstd", 1).Json, headers: ("Content-Encoding", "zstd"));

        await response.ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    public async Task is_refused_when_it_is_packed_in_another_way_than_it_says(string encoding) => await (await api.PostAsync(
        "\u0007 is packed in no way".Utf8(), headers: ("Content-Encoding", encoding))).ShouldRefuseAsync(
            encoding.Contains(',', StringComparison.Ordinal) ? HttpStatusCode.UnsupportedMediaType : HttpStatusCode.BadRequest);

    [Fact]
    public async Task is_refused_when_it_is_too_large_unpacked()
    {
        var large = new byte[20 * 1024 * 1024];
        large[0] = (byte)'{';

        await (await api.PostAsync(Pack("gzip", large), headers: ("Content-Encoding", "gzip"))).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task is_unpacked_at_a_rate_that_all_of_its_sender_share()
    {
        const int MiB = 1024 * 1024;
        await using var own = await TestApi.ListenAsync(settings => settings with { Limits = settings.Limits with { UnpackRate = MiB, UnpackRatio = 10_000 } });
        var lines = string.Concat(Enumerable.Range(0, 1500).Select(n => $"{{ \"n\": {n}, \"x\": \"{new string('x', 1000)}\" }}\n")).Utf8();
        var began = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
            await (await own.PostAsync(Pack("gzip", lines), "application/x-ndjson", ("Content-Encoding", "gzip"))).ShouldAnswerAsync(HttpStatusCode.OK)));

        // Four and a half megabytes, of which one may come at once.
        TimeProvider.System.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(30));
    }

    private static byte[] Pack(string encoding, ReadOnlyMemory<byte> body)
    {
        var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(body.Span);
        }

        return packed.ToArray();
    }
}
