"""Every reported figure beside what comes out here: computed, or trained."""
