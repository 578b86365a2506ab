using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CdViz.Api.Tests.Packaging;

[Trait("Category", "Nightly")]
public class A_private_PostgreSQL(ITestOutputHelper output)
{
    private const int FirstPort = 19_000;

    [Fact]
    public async Task takes_the_next_port_when_its_own_is_this_machines_end_of_a_connection()
    {
        if (!OwnPostgres.IsPossible)
        {
            output.WriteLine("Not tried: there can be no PostgreSQL of a copy of the script here.");
            return;
        }

        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var connection = ConnectFromTheFirstFreePort((IPEndPoint)elsewhere.LocalEndpoint);

        await using var postgres = await OwnPostgres.StartAsync(FirstPort);

        new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port.ShouldBeGreaterThan(((IPEndPoint)connection.LocalEndPoint!).Port);
    }

    // Nobody listens there, so that whoever tries the port by connecting to it believes it to be free.
    private static Socket ConnectFromTheFirstFreePort(IPEndPoint elsewhere)
    {
        for (var port = FirstPort; ; port++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false); // as of a port that the system chose
                socket.Connect(elsewhere);
                return socket;
            }
            catch (SocketException) when (port < FirstPort + 100)
            {
                socket.Dispose();
            }
        }
    }
}
