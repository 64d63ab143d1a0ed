"""Makes audio.safetensors and audio_files.json: what librosa, soxr and libsndfile say of sounds, to hold Unroll's reader and features against.

    pip install librosa==0.11.0 soxr==1.1.0 safetensors
    python make_audio.py

audio.safetensors has the sound "sound" (f64, 16 kHz), the features of each of CASES under its name (steps, width), and for each of RATES
"from.RATE", band-limited sines at that rate, and "to.RATE", the same at 16 kHz by soxr at its very highest quality. audio_files.json has short files by
libsndfile in base64, with the samples in them as one channel.
"""

import base64
import io
import json
from pathlib import Path

import librosa
import numpy as np
import soundfile
import soxr
from safetensors.numpy import save_file

HERE = Path(__file__).resolve().parent

# Each: rate, bands, coefficients (0: log-mel), window and step in samples, deltas.
CASES = {
    "logmel": (16000, 40, 0, 400, 160, 0),
    "logmel.deltas": (16000, 23, 0, 400, 160, 2),
    "mfcc": (16000, 40, 13, 400, 160, 1),
    "mfcc.odd": (11025, 26, 12, 276, 110, 2),
    "logmel.long": (8000, 20, 0, 512, 700, 0),
    "logmel.short": (16000, 40, 0, 400, 1200, 2),
}
RATES = (8000, 11025, 22050, 44100, 48000, 7999)
FORMATS = {
    "u8": ("WAV", "PCM_U8", 1),
    "s16": ("WAV", "PCM_16", 1),
    "s24": ("WAV", "PCM_24", 2),
    "s32": ("WAV", "PCM_32", 1),
    "f32": ("WAV", "FLOAT", 2),
    "f64": ("WAV", "DOUBLE", 1),
    "extensible": ("WAVEX", "PCM_24", 2),
    "extensible float": ("WAVEX", "FLOAT", 1),
}


def features(y, rate, bands, coefficients, window, step, deltas):
    span = 1 << (window - 1).bit_length()
    power = librosa.feature.melspectrogram(
        y=y, sr=rate, n_fft=span, hop_length=step, win_length=window, center=False, power=2.0, n_mels=bands
    )
    base = np.log(np.maximum(power, 1e-10))
    if coefficients:
        base = librosa.feature.mfcc(S=base, n_mfcc=coefficients)
    rows = [base] + [librosa.feature.delta(base, width=9, order=k, mode="nearest") for k in range(1, deltas + 1)]
    return np.ascontiguousarray(np.concatenate(rows).T).astype(np.float32)


def main():
    rng = np.random.default_rng(5)
    n = 4000
    t = np.arange(n) / 16000
    sound = 0.4 * np.sin(2 * np.pi * (200 * t + 9000 * t**2)) + 0.02 * rng.standard_normal(n)
    sound[1500:2100] *= 1e-3
    tensors = {"sound": sound}
    for name, case in CASES.items():
        tensors[name] = features(sound, *case)
    for rate in RATES:
        at = np.arange(rate // 8) / rate
        top = 0.85 * min(rate, 16000) / 2
        fade = np.hanning(len(at))
        sines = fade * sum(0.2 * np.sin(2 * np.pi * share * top * at + share) for share in (0.05, 0.31, 0.62, 0.97))
        tensors[f"from.{rate}"] = sines
        tensors[f"to.{rate}"] = soxr.resample(sines, rate, 16000, quality="VHQ").astype(np.float32)
    save_file(tensors, HERE / "audio.safetensors")

    files = {}
    for name, (container, subtype, channels) in FORMATS.items():
        samples = 0.9 * np.sin(np.arange(41)[:, None] * 0.7 + np.arange(channels)[None] * 1.1)
        file = io.BytesIO()
        soundfile.write(file, samples, 12000, subtype=subtype, format=container)
        file.seek(0)
        read, rate = soundfile.read(file, dtype="float64", always_2d=True)
        files[name] = {
            "bytes": base64.b64encode(file.getvalue()).decode(),
            "rate": rate,
            "samples": [round(float(x), 12) for x in read.mean(axis=1)],
        }
    (HERE / "audio_files.json").write_text(json.dumps(files, indent=1) + "\n")


if __name__ == "__main__":
    main()
