addEventListener("click", () => document.documentElement.classList.toggle("pressed"));
