//! The socket: connections in bounded number and time, and an end that loses no answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::dispatch::{Peer, router};
use crate::error::ServeError;
use crate::guard::Doors;
use crate::settings::Settings;
use crate::workbench::Workbench;

/// Most connections at once; others wait to be taken.
const CONNECTIONS: usize = 512;
/// Time in which the head of a request must arrive, and a connection may stand idle between two.
const HEAD: Duration = Duration::from_secs(15);
/// Most bytes of the head of a request.
const HEAD_BYTES: usize = 32 << 10;
/// Time that answers have to end when the server is told to stop.
const LAST: Duration = Duration::from_secs(5);
/// Pause after the system refused a connection, so that a shortage is not made worse.
const PAUSE: Duration = Duration::from_millis(50);

/// Where the server listens, told once it does.
#[derive(Debug, Clone, Copy)]
pub struct Listening {
    /// The address, with the port that the system gave where 0 was asked for.
    pub address: SocketAddr,
}

/// Answers until the process is told to stop (Ctrl-C, or the signal to end). `told` hears where it listens.
///
/// # Errors
/// A mistake in the world, an address that cannot be listened on, a shortage of the system.
pub fn serve(settings: Settings, told: impl FnOnce(Listening)) -> Result<(), ServeError> {
    let beyond = !settings.bind.ip().is_loopback();
    if beyond && settings.token.is_none() {
        let message = format!("{} is reached by others, who must show a token; give one", settings.bind);
        return Err(ServeError::Given { place: "--token", message });
    }
    let mut names = settings.names.clone();
    names.push(settings.bind.ip().to_string());
    let doors = Doors::new(beyond, &names, settings.token.clone());
    let (bind, workers) = (settings.bind, settings.workers.max(1));
    let workbench = Workbench::open(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(workers)
        .enable_all()
        .build()
        .map_err(|error| ServeError::System { what: "start threads", error })?;
    workbench.whatifs.begin();
    let router = router(Arc::clone(&workbench), doors);
    let ended = runtime.block_on(async {
        let listener =
            TcpListener::bind(bind).await.map_err(|error| ServeError::Bind { address: bind, error })?;
        let address = listener.local_addr().map_err(|error| ServeError::Bind { address: bind, error })?;
        told(Listening { address });
        workbench.warm();
        listen(&listener, &router).await
    });
    runtime.shutdown_timeout(LAST);
    ended
}

async fn listen(listener: &TcpListener, router: &Router) -> Result<(), ServeError> {
    let mut stop = std::pin::pin!(stop()?);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, (stream, peer)) = tokio::select! {
            taken = next => match taken {
                (Ok(place), Ok(accepted)) => (place, accepted),
                _ => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let connection = graceful.watch(connection(stream, peer, router.clone()));
        tokio::spawn(async move {
            // A reader who goes away is no failure.
            let _ = connection.await;
            drop(place);
        });
    }
    let _ = tokio::time::timeout(LAST, graceful.shutdown()).await;
    Ok(())
}

/// One connection, answering one request after the other.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}

/// Ends when the process is told to stop.
fn stop() -> Result<impl Future<Output = ()>, ServeError> {
    #[cfg(unix)]
    let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(|error| ServeError::System { what: "listen for signals", error })?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => (),
            _ = ended.recv() => (),
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
