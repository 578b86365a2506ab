using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;

namespace CdViz.Api.Tests.Running;

/// <summary>NDJSON that goes out as soon as it is written to a pipe, as curl sends standard input.</summary>
internal sealed class FlowingContent : HttpContent
{
    private readonly PipeReader reader;

    public FlowingContent(PipeReader reader)
    {
        this.reader = reader;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        try
        {
            for (var completed = false; !completed;)
            {
                var read = await reader.ReadAsync();
                foreach (var segment in read.Buffer)
                {
                    await stream.WriteAsync(segment);
                }

                await stream.FlushAsync();
                reader.AdvanceTo(read.Buffer.End);
                completed = read.IsCompleted;
            }
        }
        finally
        {
            // Whoever fills the pipe would wait for ever once nobody empties it.
            await reader.CompleteAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
