using System.Net;
using System.Net.Sockets;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Where subscriptions may send to that were made while servers run. Those of the settings may send anywhere.</summary>
public sealed record OutgoingSettings
{
    /// <summary>Whether to addresses of this machine and of networks of one's own.</summary>
    public bool Private { get; init; } = true;

    /// <summary>Whether to addresses of the link, where clouds tell machines their credentials.</summary>
    public bool LinkLocal { get; init; }
}

/// <summary>Looks at the addresses that something is about to connect to: the ones that a name stands for now, so that no other name for them helps.</summary>
internal sealed class OutgoingGuard(OutgoingSettings settings)
{
    // 169.254.169.254 and fd00:ec2::254 are those of most clouds; the others are Alibaba's, Azure's and Oracle's.
    private static readonly IPNetwork[] LinkLocal = Networks("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32");

    private static readonly IPNetwork[] Private =
        Networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fec0::/10", "ff00::/8");

    private static readonly IPNetwork[] Embedding = Networks("64:ff9b::/96", "::/96");

    /// <summary>Connects to a host, for clients of HTTP.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var allowed = await AllowedAsync(context.DnsEndPoint.Host, ct).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Looks at hosts, for clients that connect by themselves.</summary>
    /// <exception cref="SinkException">One is not allowed.</exception>
    public async Task CheckAsync(IEnumerable<string> hosts, CancellationToken ct)
    {
        foreach (var host in hosts)
        {
            await AllowedAsync(host, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an address is one that may be sent to.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily is AddressFamily.InterNetworkV6 && Embedding.Any(network => network.Contains(plain)) && !plain.Equals(IPAddress.IPv6Loopback) && !plain.Equals(IPAddress.IPv6Any))
        {
            plain = new IPAddress(plain.GetAddressBytes()[12..]);
        }

        return LinkLocal.Any(network => network.Contains(plain)) ? settings.LinkLocal : settings.Private || !Private.Any(network => network.Contains(plain));
    }

    private async Task<IPAddress[]> AllowedAsync(string host, CancellationToken ct)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new SinkException($"{host}: {fault.Message}");
        }

        return addresses.Where(Allows).ToArray() is { Length: > 0 } allowed ? allowed
            : throw new SinkException($"{host} is an address that subscriptions made while servers run may not send to (Outgoing:Private, Outgoing:LinkLocal).");
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
