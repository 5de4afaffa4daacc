"""The routes of this slice, for main."""

from app.sync.api import erasures, public_keys, put_file, sync
from app.sync.pages import checkpoint, devices, offline, outbox, retire_device, retirement

routes = [
    sync,
    erasures,
    put_file,
    public_keys,
    outbox,
    offline,
    checkpoint,
    devices,
    retirement,
    retire_device,
]
