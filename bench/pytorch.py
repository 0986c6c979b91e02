"""The three workloads and the matrix products in PyTorch on one CPU thread; prints JSON rows as bench/main.mjs does."""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


def adam(parameters):
    return torch.optim.Adam(list(parameters), lr=1e-3, betas=(0.5, 0.999), eps=1e-7)


def toy_gan():
    def mlp(outputs):
        return nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs))

    real, z = torch.randn(256, 2), torch.randn(256, 2)
    return gan_step(mlp(2), mlp(1), real, z)


def dcgan_28():
    generator = nn.Sequential(
        nn.Linear(64, 3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(),
        nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(3136, 1),
    )
    return gan_step(generator, discriminator, torch.randn(64, 1, 28, 28).tanh(), torch.randn(64, 64))


def gan_step(generator, discriminator, real, z):
    optimizer_g, optimizer_d = adam(generator.parameters()), adam(discriminator.parameters())

    def step():
        optimizer_d.zero_grad()
        with torch.no_grad():
            fake = generator(z)
        loss_d = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake)).mean()
        loss_d.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        loss_g = F.softplus(-discriminator(generator(z))).mean()
        loss_g.backward()
        optimizer_g.step()
        return loss_d.item() + loss_g.item()

    return step


def mlp_vae():
    encoder, mean, log_var = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
    decoder, pixels = nn.Linear(20, 400), nn.Linear(400, 784)
    modules = nn.ModuleList([encoder, mean, log_var, decoder, pixels])
    optimizer = adam(modules.parameters())
    x, epsilon = torch.rand(128, 784), torch.randn(128, 20)

    def step():
        optimizer.zero_grad()
        h = F.relu(encoder(x))
        mu, lv = mean(h), log_var(h)
        z = mu + torch.exp(lv * 0.5) * epsilon
        logits = pixels(F.relu(decoder(z)))
        reconstruction = (F.softplus(logits) - x * logits).sum(1)
        kl = 0.5 * (mu.square() + lv.exp() - lv - 1).sum(1)
        loss = (reconstruction + kl).mean()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def matmul(transpose_a, transpose_b):
    a, b = torch.randn(512, 512), torch.randn(512, 512)
    return lambda: torch.matmul(a.T if transpose_a else a, b.T if transpose_b else b)


GAN = 256 * (2 * 128 + 128 * 128)
CONV = 64 * (14 * 14 * 16 * 32 + 7 * 7 * 16 * 32 * 64)
WORKLOADS = {
    "toy-gan": (toy_gan, 2 * (4 * (GAN + 256 * 256) + 8 * (GAN + 256 * 128))),
    "mlp-vae": (mlp_vae, 2 * 128 * (6 * (784 * 400 + 400 * 30) - 784 * 400)),
    "dcgan-28": (dcgan_28, 2 * (4 * (CONV + 64 * 64 * 3136) + 8 * (CONV + 64 * 3136))),
    "matmul-512": (lambda: matmul(False, False), 2 * 512**3),
    "matmul-512-ta": (lambda: matmul(True, False), 2 * 512**3),
    "matmul-512-tb": (lambda: matmul(False, True), 2 * 512**3),
}


def measure(make):
    step = make()
    for _ in range(5):
        step()
    times = []
    start = time.perf_counter()
    while len(times) < 5 or (len(times) < 60 and time.perf_counter() - start < 4):
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) * 1000)
    return times


rows = []
for name, (make, flops) in WORKLOADS.items():
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        continue
    times = measure(make)
    median = statistics.median(times)
    rows.append({
        "workload": name, "backend": "pytorch", "kernels": "stock",
        "ms": {"min": min(times), "median": median, "max": max(times)}, "gflops": flops / median / 1e6,
    })
print(json.dumps(rows))
